# SPDX-License-Identifier: ISC
"""The servers that are measured: how each is told to serve a fleet on a port
of 127.0.0.1, with one worker and without a log. A function a server writes
what it needs into a folder and returns the command."""


def write(path, text):
    path.write_text(text)
    return str(path)


def floor(build, _folder, _fleet, port):
    return [str(build / "test" / "bench_floor"), str(port)]


def mullion(build, _folder, fleet, port):
    return [str(build / "mulliond"), "-l", f"127.0.0.1:{port}",
            str(fleet.images)]


def mullion_apart(build, _folder, fleet, port):
    """A listener a view, on ports in a row."""
    listen = []
    for view in range(fleet.views):
        listen += ["-l", f"v{view + 1}=127.0.0.1:{port + view}"]
    return [str(build / "mulliond"), *listen, str(fleet.images)]


def knotd(_build, folder, fleet, port):
    zones = "".join(f"  - domain: {name}.\n" for name in fleet.zone_names())
    return ["knotd", "-c", write(folder / "knot.conf", f"""
server:
    listen: 127.0.0.1@{port}
    rundir: {folder}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: {folder}
template:
  - id: default
    storage: {fleet.zone_files}
    file: "%s.zone"
    zonefile-load: whole
    zonefile-sync: -1
    journal-content: none
    semantic-checks: off
log:
  - target: stderr
    any: error
zone:
{zones}""")]


def nsd(_build, folder, fleet, port):
    zones = "".join(f"zone:\n name: {name}\n zonefile: {name}.zone\n"
                    for name in fleet.zone_names())
    return ["nsd", "-d", "-c", write(folder / "nsd.conf", f"""
server:
 ip-address: 127.0.0.1@{port}
 server-count: 1
 zonesdir: {fleet.zone_files}
 zonefiles-check: no
 zonefiles-write: 0
 database: ""
 minimal-responses: yes
 username: ""
 pidfile: ""
 xfrdir: {folder}
 xfrdfile: {folder}/xfrd
 zonelistfile: {folder}/zones
 rrl-ratelimit: 0
 rrl-whitelist-ratelimit: 0
 tcp-count: 256
remote-control:
 control-enable: no
{zones}""")]


def named(_build, folder, fleet, port):
    zones = "".join(f'zone "{name}" {{ type primary; '
                    f'file "{fleet.zone_files}/{name}.zone"; }};\n'
                    for name in fleet.zone_names())
    return ["named", "-f", "-n", "1", "-c",
            write(folder / "named.conf", f"""
options {{
    directory "{folder}";
    listen-on port {port} {{ 127.0.0.1; }};
    listen-on-v6 {{ none; }};
    recursion no;
    notify no;
    minimal-responses yes;
    empty-zones-enable no;
    dnssec-validation no;
    zone-statistics none;
    session-keyfile none;
    pid-file none;
    tcp-clients 256;
}};
controls {{ }};
logging {{ category default {{ null; }}; }};
{zones}""")]


def gdnsd(_build, folder, fleet, port):
    for name in ("zones", "run", "state"):
        (folder / name).mkdir()
    for name in fleet.zone_names():
        (folder / "zones" / name).symlink_to(fleet.zone_files / f"{name}.zone")
    write(folder / "config", f"""
options => {{
    listen => 127.0.0.1:{port}
    udp_threads => 1
    tcp_threads => 1
    run_dir => {folder}/run
    state_dir => {folder}/state
}}
""")
    return ["gdnsd", "-c", str(folder), "start"]


PEERS = {"gdnsd": gdnsd, "knotd": knotd, "nsd": nsd, "named": named}
