// SPDX-License-Identifier: ISC
//
// Holds what `mullion export` prints for Kubernetes and its meshes against the
// schemas that the kubernetes-models packages carry, strictly: what a schema
// doesn't know is an error too. And each network must be one, with no bit set
// behind its length.
//
//     node mesh_schemas.mjs networkpolicy|istio|cilium <LIST.json
//
// Run by mesh_schemas.sh, in the folder that the packages are installed in.
// The last line is "N passed, N failed".
import { readFileSync } from "node:fs";
import { isIPv4, isIPv6 } from "node:net";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const schemas = {
	networkpolicy: ["NetworkPolicy",
		"kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy"],
	istio: ["AuthorizationPolicy", "@kubernetes-models/istio/_schemas/"
		+ "SecurityIstioIoV1AuthorizationPolicy"],
	cilium: ["CiliumNetworkPolicy", "@kubernetes-models/cilium/_schemas/"
		+ "ComGithubCiliumCiliumPkgK8sApisCiliumIoV2CiliumNetworkPolicy"],
};

let passed = 0;
let failed = 0;
function tally(good, text) {
	if (good) {
		passed++;
	} else {
		failed++;
		console.log(`FAILED: ${text}`);
	}
}

// The packages hold compiled validators, which pass over members that their
// schemas don't have. So they are given objects that note which members are
// looked at: one that is not is unknown.
function watch(value, path, unseen) {
	if (value === null || typeof value !== "object") {
		return value;
	}
	const copy = Array.isArray(value) ? [] : {};
	for (const [key, member] of Object.entries(value)) {
		unseen.add(`${path}/${key}`);
		copy[key] = watch(member, `${path}/${key}`, unseen);
	}
	return new Proxy(copy, {
		get(target, key) {
			unseen.delete(`${path}/${String(key)}`);
			return target[key];
		},
	});
}

function errorsOf(object) {
	const unseen = new Set();
	const watched = watch(object, "", unseen);

	if (!validate(watched)) {
		return validate.errors.map((e) => `${e.instancePath}: ${e.keyword}`);
	}
	return [...unseen].map((path) => `${path}: no schema knows it`);
}

function isNetwork(text) {
	const [address, length, more] = text.split("/");
	const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;

	if (more !== undefined || !/^[0-9]+$/.test(length) || length > bits) {
		return false;
	}
	return hostBits(address, bits, Number(length)) === 0n;
}

function hostBits(address, bits, length) {
	const number = bits === 32 ? parse4(address) : parse6(address);

	return number & ((1n << BigInt(bits - length)) - 1n);
}

function parse4(text) {
	return text.split(".").reduce((sum, n) => sum * 256n + BigInt(n), 0n);
}

function parse6(text) {
	const [head, tail] = text.split("::");
	const left = head ? head.split(":") : [];
	const right = tail ? tail.split(":") : [];
	const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
	const words = [...left, ...Array(zeros).fill("0"), ...right];

	return words.reduce((sum, w) => sum * 65536n + BigInt(`0x${w}`), 0n);
}

function* networks(value) {
	if (typeof value === "string" && /^[0-9a-f:.]+\/[0-9]+$/.test(value)) {
		yield value;
	} else if (value !== null && typeof value === "object") {
		for (const member of Object.values(value)) {
			yield* networks(member);
		}
	}
}

const format = process.argv[2];
const [kind, module] = schemas[format];
const { validate } = await import(
	pathToFileURL(resolve("node_modules", `${module}.js`)));
const list = JSON.parse(readFileSync(0, "utf8"));

tally(list.kind === "List" && list.apiVersion === "v1", `${format}: no List`);
tally(list.items.length > 1, `${format}: ${list.items.length} objects`);
const names = new Set();
for (const item of list.items) {
	const name = `${format} ${item.metadata.name}`;

	tally(item.kind === kind, `${name}: ${item.kind}`);
	for (const error of errorsOf(item)) {
		tally(false, `${name}: ${error}`);
	}
	tally(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z]+)?$/.test(
		item.metadata.name), name);
	tally(item.metadata.name.length <= 253, name);
	tally(!names.has(item.metadata.name), `${name}: twice`);
	names.add(item.metadata.name);
	for (const network of networks(item.spec)) {
		tally(isNetwork(network), `${name}: ${network}`);
	}
}

// That it would see a mistake: a member too many, at any depth, a type that is
// another, a network that is none.
const last = list.items[list.items.length - 1];
const rules = last.spec.ingress ? "ingress" : "rules";
const mistakes = {
	"a member too many": { ...last, status2: {} },
	"a member too many, of the spec": { ...last,
		spec: { ...last.spec, ingres: [] } },
	"a member too many, of a rule": { ...last,
		spec: { ...last.spec, [rules]: [{ ...last.spec[rules][0],
			form: [] }] } },
	"a member that is of another type": { ...last,
		spec: { ...last.spec, [rules]: "all" } },
};
for (const [what, mistake] of Object.entries(mistakes)) {
	tally(errorsOf(mistake).length > 0, `${format}, unseen: ${what}`);
}
tally(!isNetwork("10.0.0.1/8") && !isNetwork("fd00::1/64")
	&& !isNetwork("10.0.0.0/33") && isNetwork("10.0.0.0/8"),
	"networks that are none");

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
