"""Draw the picture that is shown beside a link to the book.

    python tools/share.py

Chromium takes it of the first page's figure; `python -m book.landing` draws
that one. The result is kept as book/static/share.png and says what it was
made from.
"""
import hashlib
import io
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from tools import pdf

STATIC = Path(__file__).resolve().parent.parent / "book" / "static"
SIZE = {"width": 1200, "height": 630}  # what links are shown with

PAGE = """<!doctype html><meta charset="utf-8"><style>
  body { margin: 0; height: 630px; display: grid; align-content: center;
         justify-items: center; gap: 26px; background: #ffffff; color: #1c2733;
         font: 700 46px/1.2 "DejaVu Sans", "Noto Sans CJK KR", sans-serif; }
  svg { width: 1010px; height: auto; }
  p { margin: 0; }
  [lang=ko] { font: 600 34px/1.2 "Noto Sans CJK KR", sans-serif;
              color: #0b5c8a; margin-top: -14px; }
</style><p>From Perceptrons to ConvNets</p>
<p lang="ko">퍼셉트론에서 합성곱 신경망까지</p>"""


def source():
    """The figure as SVG, and the digest of all that the picture shows."""
    figure = (STATIC / "landing.svg").read_text("utf-8")
    return figure, hashlib.sha256((PAGE + figure).encode()).hexdigest()


def main():
    figure, digest = source()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=pdf.chromium(), args=pdf.FLAGS)
        page = browser.new_page(viewport=SIZE)
        page.set_content(PAGE + figure)
        shot = Image.open(io.BytesIO(page.screenshot()))
        browser.close()
    made = PngInfo()
    made.add_text("Source", digest)
    shot.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
        STATIC / "share.png", optimize=True, pnginfo=made)


if __name__ == "__main__":
    main()
