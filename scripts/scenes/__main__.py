"""`python -m scripts.scenes OUT --seed 42 --size 2048`: write one generated pair of scenes."""

from __future__ import annotations

import argparse

from . import make_scene, write_scene


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.scenes", description=__doc__)
    parser.add_argument("out", help="folder for pre.tif, post.tif and truth.tif")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--size", type=int, default=2048, help="width and height in pixels")
    parser.add_argument("--pixel-size", type=float, default=0.5, help="metres")
    arguments = parser.parse_args()
    scene = make_scene(arguments.seed, arguments.size, arguments.pixel_size)
    for path in write_scene(scene, arguments.out).values():
        print(path)
    print(f"{100 * scene.truth.mean():.2f} % of the pixels changed")


if __name__ == "__main__":
    main()
