# SPDX-License-Identifier: ISC
"""
Checks what `mullion prove` printed against compiled images, by none of its
code: from the images and the lines that say what there is (AUDIENCE, CLASS,
RESERVED, OPEN) every claim that the images can bear out is made again, and is
to be among those printed, word for word; and none that is printed may be
another. See scripts/check-proof.
"""
import json
import os
import sys

import proof
import proof_claims
import view_image

UNCHECKED = (
    "space, distinct: port spaces are in no image",
    "the hosts of services but by their addresses and SRV records",
    "which clients a service has: OPEN lines are taken as they are",
    "what is reserved for whom: RESERVED lines are taken as they are",
    "octets of answers: names are read off the images, no server is asked")


def load(folder):
    """The views of a folder's manifest, which must be of these images."""
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        manifest = json.load(file)
    views = {}
    for name, entry in manifest["views"].items():
        image = view_image.Image(os.path.join(folder, entry["file"]))
        view_image.demand(image.hash.hex() == entry["sha256"]
                          and image.view == name, "not the manifest's image")
        views[name] = proof.View(image)
    return views


def main(arguments):
    if len(arguments) != 2 or arguments[0].startswith("--"):
        print("usage: scripts/check-proof PROOF DIR\n\n"
              "Checks what `mullion prove SITE >PROOF` printed against the\n"
              "images that `mullion compile SITE -o DIR` wrote, by none of\n"
              "mullion's code.", file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            text = file.read()
        views = load(arguments[1])
    except OSError as error:
        print(f"check-proof: {error}", file=sys.stderr)
        return 2
    except view_image.BROKEN as error:
        print(f"{arguments[1]}: {error}")
        return 1
    try:
        good, bad = proof_claims.check(proof.Proof(text), views)
    except (ValueError, KeyError, IndexError) as error:
        print(f"{arguments[0]}: not a proof: {error!r}")
        return 1
    for line in bad:
        print(line)
    for line in UNCHECKED:
        print(f"not checked: {line}")
    print(f"{good} passed, {len(bad)} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
