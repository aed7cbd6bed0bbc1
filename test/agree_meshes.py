# SPDX-License-Identifier: ISC
"""Objects for Kubernetes and its meshes, evaluated: a pod is what has an
address of a service, with the labels of all services there."""
import copy
import functools
import glob
import ipaddress
import json
import os
import re

from agree_proof import MULLION, OWN_SITE, PROTOCOLS, SITE, run, tally


def labels_of_services():
    found = {}
    for path in glob.glob(os.path.join(SITE, "**", "*.json"), recursive=True):
        with open(path, encoding="utf-8") as file:
            spec = json.load(file)
        for name, service in spec.get("services", {}).items():
            if isinstance(service, dict):
                found[name] = service.get("labels", {})
    return found


@functools.lru_cache(maxsize=None)
def within(source, networks):
    return any(source.version == n.version and source in n
               for n in map(ipaddress.ip_network, networks))


def rules_networkpolicy(spec):
    for rule in spec.get("ingress", []):
        # An empty or missing list of either is all: documentation of
        # NetworkPolicyIngressRule.
        yield ([p["ipBlock"]["cidr"] for p in rule.get("from", [])]
               or ["0.0.0.0/0", "::/0"],
               [(p["protocol"].lower(), p["port"], p.get("endPort", p["port"]))
                for p in rule.get("ports", [])]
               or [(p, 1, 65535) for p in PROTOCOLS])


def rules_istio(spec):
    assert spec.get("action", "ALLOW") == "ALLOW"
    for rule in spec.get("rules", []):
        networks = [n for f in rule.get("from", [])
                    for n in f["source"]["ipBlocks"]]
        ports = [int(p) for t in rule.get("to", [])
                 for p in t["operation"]["ports"]]
        yield (networks or ["0.0.0.0/0", "::/0"],
               [("tcp", p, p) for p in ports] or [("tcp", 1, 65535)])


def rules_cilium(spec):
    for rule in spec.get("ingress", []):
        if not rule:
            continue
        yield (rule.get("fromCIDR", ["0.0.0.0/0", "::/0"]),
               [(p["protocol"].lower(), int(p["port"]),
                 p.get("endPort", int(p["port"])))
                for t in rule.get("toPorts", []) for p in t["ports"]]
               or [(p, 1, 65535) for p in PROTOCOLS])


MESHES = {
    "networkpolicy": (rules_networkpolicy, "podSelector", PROTOCOLS),
    "istio": (rules_istio, "selector", ("tcp",)),
    "cilium": (rules_cilium, "endpointSelector", PROTOCOLS),
}


def evaluate(mesh, objects, pods, questions):
    """The questions that the objects allow."""
    read, selector, _ = MESHES[mesh]
    rules = {address: [] for address in pods}
    denied = set()
    for item in objects:
        wanted = item["spec"].get(selector, {}).get("matchLabels", {})
        for address, labels in pods.items():
            if wanted.items() <= labels.items():
                denied.add(address)
                rules[address] += [(tuple(networks), ports) for
                                   networks, ports in read(item["spec"])]
    return {(s, a, protocol, port) for s, a, protocol, port in questions
            if a not in denied
            or any(within(s, networks)
                   and any(p == protocol and first <= port <= last
                           for p, first, last in ports)
                   for networks, ports in rules[a])}


def left_out(objects):
    notes = objects[0]["metadata"]["annotations"]
    return {re.match(r"LEFT OUT, ([A-Za-z0-9_-]+): ", text).group(1)
            for key, text in notes.items() if "/left-out-" in key}


def mesh_tamperings(objects):
    """Each object's text, changed: JSON before and behind."""
    def change(index, **parts):
        changed = copy.deepcopy(objects)
        changed[index]["spec"].update(parts)
        return changed

    def texts():
        text = json.dumps(objects)
        for before, behind in (
                ('"10.4.1.0/25"', '"10.4.1.0/24"'), ("8443", "8444"),
                ('"app": "billing"', '"app": "web"')):
            assert before in text, before
            yield f"{before} is {behind}", json.loads(
                text.replace(before, behind))

    at = next(i for i, o in enumerate(objects)
              if o["metadata"]["name"] == "mullion-billing")
    yield "a service's object is gone", objects[:at] + objects[at + 1:]
    yield "nothing is denied", objects[at:at + 1]
    yield "an empty selector", change(at, podSelector={}, selector={},
                                      endpointSelector={})
    yield from texts()


def check_mesh(mesh, proof):
    objects = json.loads(run(MULLION, "export", mesh, SITE))["items"]
    labels = labels_of_services()
    pods = {a: {} for a in proof.targets()}
    for o in proof.opens:
        for a in o["addresses"]:
            pods[a].update(labels[o["service"]])
    missing = left_out(objects)
    allowed = proof.allowed(without=missing)
    protocols = MESHES[mesh][2]
    sources = proof.sources()
    classes = {s: proof.who(s) for s in sources}
    questions = [(s, a, protocol, port) for s in sources for a in pods
                 if a.version == s.version for protocol in protocols
                 for port in proof.ports()]
    expected = {q for q in questions
                if (classes[q[0]], q[1], q[2], q[3]) in allowed}
    got = evaluate(mesh, objects, pods, questions)
    wrong = sorted(got ^ expected, key=str)
    tally(not wrong, f"{mesh}: {len(wrong)} of {len(questions)}",
          "\n".join(map(str, wrong)))
    tally(bool(expected), f"{mesh}: nothing is open")
    for o in objects[1:]:
        tally(o["spec"][MESHES[mesh][1]]["matchLabels"],
              f"{mesh}: an empty selector")
    tally(missing == ({"turn", "rtp"} if mesh == "istio" else {"turn"})
          or SITE != OWN_SITE, f"{mesh}: left out: {missing}")
    few = [q for q in questions if q[3] in (22, 88, 443, 8443, 8444)]
    for what, tampered in mesh_tamperings(objects) if SITE == OWN_SITE else ():
        tally(evaluate(mesh, tampered, pods, few) != expected & set(few),
              f"{mesh}, unseen: {what}")
    print(f"{mesh}: {len(questions)} connections, {len(expected)} allowed, "
          f"left out: {', '.join(sorted(missing))}")
