"""The screens in a window over a pretended kiosk: ``python -m ui.preview [--size WxH] [--lang en]``."""

from __future__ import annotations

import argparse
import sys
import time

START = time.perf_counter()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="1080x1920", help="WIDTHxHEIGHT of the window in pixels")
    parser.add_argument("--lang", default="zh_CN")
    parser.add_argument("--theme", default="light", choices=["light", "dark"])
    parser.add_argument(
        "--first-frame", action="store_true", help="print milliseconds to the first frame, and end"
    )
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    from ui.app import Ui
    from ui.showcase import shop, shopping, states

    width, _, height = arguments.size.partition("x")
    languages = sorted(("zh_CN", "en"), key=lambda code: code != arguments.lang)
    settings = shop.settings(int(width), int(height), languages=tuple(languages), theme=arguments.theme)
    ui = Ui(shopping.PlayedShopping(states.selling()), settings)
    ui.show_first_frame()
    if arguments.first_frame:
        sys.stdout.write(f"first frame {round((time.perf_counter() - START) * 1000)} ms after python began\n")
    else:
        ui.app.exec()
    ui.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
