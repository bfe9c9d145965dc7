"""What the renderers put into their pictures: photographs, clip art, icons, surfaces, tiles.

All of it comes from the training packages (see sources.py) and from scikit-image and
scikit-learn. Lists are sorted, so that a seed always means the same picture.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache, cached_property
from pathlib import Path
from random import Random

import cairosvg
from PIL import Image
from sources import INGREDIENTS, unpack, unpack_all

_SHOTS_OF_NATURE = ("garching-g", "guereins", "hurricane", "ocean", "grossmugl_leeberg_crop")
_PHOTO_ACTIVITIES = (
    "explore_monuments",
    "explore_farm_animals",
    "explore_world_animals",
    "explore_world_music",
    "categorization",
)
_SKIMAGE_PHOTOS = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg", "camera.png",
                   "coins.png", "motorcycle_left.png", "retina.jpg")  # fmt: skip
_WALLPAPER_PAINTINGS = ("Painting", "Elephants", "Kleiber", "Float-into", "Infinite")


class Ingredients:
    """The pictures of the training packages below the work folder."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.packages = work / "packages"

    def prepare(self) -> None:
        """Download and unpack what is missing."""
        unpack_all(INGREDIENTS, self.work)
        self._unpack_gcompris()
        self._unpack_openarena()
        self._make_thumbs()

    def _make_thumbs(self) -> None:
        """Small copies of photographs and icons, which save time wherever they are shown."""
        for name in ("photos", "thumbs", "icons"):
            (self.work / name).mkdir(parents=True, exist_ok=True)
        for number, file in enumerate(self.photo_files):
            small, middle = self.work / f"thumbs/{number:04}.jpg", self.work / f"photos/{number:04}"
            image = None if small.exists() else open_rgba(file, 1400)
            if image is None:
                continue
            image.thumbnail((1400, 1400))
            if image.getextrema()[3][0] < 128:
                image.save(middle.with_suffix(".png"))
            else:
                image.convert("RGB").save(middle.with_suffix(".jpg"), quality=95)
            image.thumbnail((640, 640))
            ground = Image.new("RGB", image.size, (190, 210, 230))
            ground.paste(image, (0, 0), image)
            ground.save(small, quality=88)
        for number, file in enumerate(self.icon_files[::4]):
            target = self.work / f"icons/{number:04}.png"
            image = None if target.exists() else open_rgba(file, 64)
            if image is not None:
                image.thumbnail((64, 64))
                image.save(target)

    def _unpack_gcompris(self) -> None:
        from PySide6.QtCore import QDirIterator, QFile, QIODevice, QResource

        target = self.packages / "gcompris-pictures"
        if target.exists():
            return
        for file in sorted(unpack("gcompris-qt-data", self.work).rglob("*.rcc")):
            root = f"/{file.stem}"
            if not QResource.registerResource(str(file), root):
                continue
            names = QDirIterator(f":{root}", QDirIterator.IteratorFlag.Subdirectories)
            while names.hasNext():
                name = names.next()
                if name.lower().endswith((".png", ".jpg", ".webp", ".svg", ".svgz")):
                    source = QFile(name)
                    source.open(QIODevice.OpenModeFlag.ReadOnly)
                    out = target / file.stem / Path(name).name
                    out.parent.mkdir(parents=True, exist_ok=True)
                    out.write_bytes(source.readAll().data())

    def _unpack_openarena(self) -> None:
        target = self.packages / "openarena-textures"
        if target.exists():
            return
        for file in sorted(unpack("openarena-081-textures", self.work).rglob("*.pk3")):
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    if name.lower().endswith((".jpg", ".tga", ".png")) and "textures/" in name:
                        archive.extract(name, target)

    def _find(self, folder: str, *endings: str) -> list[Path]:
        found = (self.packages / folder).rglob("*")
        return sorted(p for p in found if p.suffix.lower() in endings and not p.is_symlink())

    @cached_property
    def photos(self) -> list[Path]:
        """Photographs of at most 1400 pixels; those with transparent parts are PNG."""
        return sorted((self.work / "photos").iterdir())

    @cached_property
    def small_icons(self) -> list[Path]:
        """Icons of at most 64 pixels."""
        return sorted((self.work / "icons").glob("*.png"))

    @cached_property
    def photo_files(self) -> list[Path]:
        """The photographs as they come."""
        import skimage
        import sklearn

        names = [p for p in self._find("mate-backgrounds", ".jpg") if p.parent.name == "nature"]
        names += [
            p
            for p in self._find("lomiri-wallpapers-16.04", ".jpg")
            if not p.name.startswith(("analog", "umang"))
        ]
        names += [
            p
            for p in self._find("stellarium-data/usr/share/stellarium/landscapes", ".png")
            if p.name.startswith(_SHOTS_OF_NATURE) and "lgt" not in p.name
        ]
        for activity in _PHOTO_ACTIVITIES:
            names += self._find(f"gcompris-pictures/{activity}", ".webp", ".jpg")
        data = Path(skimage.__file__).parent / "data"
        names += [data / name for name in _SKIMAGE_PHOTOS if (data / name).exists()]
        names += sorted((Path(sklearn.__file__).parent / "datasets/images").glob("*.jpg"))
        land = self._find("endless-sky-data", ".jpg")  # new ones come last: copies are numbered
        names += [p for p in land if p.parent.name == "land" and not p.name.startswith("space6")]
        names += [p for p in self._find("cimg-doc", ".jpg") if p.name.startswith("postcard")]
        names += [p for p in self._find("python-matplotlib-data", ".jpg") if "grace" in p.name]
        visp = self._find("visp-images-data", ".pgm", ".png", ".jpg", ".jpeg")
        names += [p for p in visp if p.parent.name in ("Solvay", "faces")]
        names += [p for p in land if p.parent.name == "scene" and p.name.startswith("loc")]
        for folder in ("cube", "castel"):  # films: a picture now and then
            names += [p for p in visp if p.parent.name == folder][::40]
        return names

    @cached_property
    def thumbs(self) -> list[Path]:
        """Small copies of the photographs."""
        return sorted((self.work / "thumbs").glob("*.jpg"))

    @cached_property
    def clipart(self) -> list[Path]:
        """Vector drawings in colour and in lines."""
        bad = re.compile(r"flag|sign|icon|logo|font|letter|map|text|chart", re.IGNORECASE)
        return [p for p in self._find("openclipart-svg", ".svg") if not bad.search(str(p))]

    @cached_property
    def paintings(self) -> list[Path]:
        """Painted and cartoon pictures."""
        names = self._find("gcompris-pictures/lang", ".webp")
        names += [
            p
            for p in self._find("gcompris-pictures/details", ".webp")
            if not re.search(r"_\d\d?$", p.stem)
        ]
        names += self._find("ukui-wallpapers", ".jpg", ".png")
        for theme in ("twentytwentyone", "twentytwentytwo"):
            names += [
                p
                for p in self._find(f"wordpress-theme-{theme}", ".jpg")
                if "screenshot" not in p.name
            ]
        names += [p for p in self._find("supertux-data", ".png") if _is_backdrop(p)]
        names += [p for p in self._find("fillets-ng-data", ".png") if _is_backdrop(p)]
        names += [p for p in self._find("frozen-bubble-data", ".png") if "/back" in str(p)]
        names += [p for p in self._find("crawl-tiles-data", ".png") if "title" in p.name]
        space = re.compile(r"/scene/(tempest|emerald|enemy|ringworld|remnant|sunset|ship)")
        names += [p for p in self._find("endless-sky-data", ".jpg") if space.search(str(p))]
        for folder in ("mate-backgrounds", "lomiri-wallpapers-20.04"):
            names += [
                p
                for p in self._find(folder, ".jpg", ".png")
                if any(word in p.name for word in _WALLPAPER_PAINTINGS)
            ]
        return names

    @cached_property
    def icon_files(self) -> list[Path]:
        """Icons as vectors and as pixels."""
        folders = ("apps", "places", "devices", "categories", "emblems", "mimetypes", "actions")
        vectors = [
            p
            for p in self._find("papirus-icon-theme", ".svg")
            if p.parent.name in folders and p.parent.parent.name in ("64x64", "48x48", "32x32")
        ]
        pixels = [
            p
            for p in self._find("gnome-icon-theme", ".png")
            if re.search(r"/(256x256|48x48|32x32)/", str(p))
        ]
        more = [
            p
            for p in self._find("yaru-theme-icon", ".png")
            if re.search(r"/Yaru/(16x16|24x24|32x32|48x48|256x256)/", str(p))
        ]
        more += [p for p in self._find("yaru-theme-icon", ".svg") if "/Yaru/" in str(p)][::2]
        more += [
            p
            for p in self._find("obsidian-icon-theme", ".png", ".svg")
            if "/Obsidian/" in str(p)
            and p.parent.name in ("16", "22", "24", "32", "48", "scalable")
        ][::4]
        more += [
            p
            for p in self._find("deepin-icon-theme", ".svg")
            if re.search(r"/(bloom|bloom-classic|Vintage|Sea)/", str(p)) and "cursor" not in str(p)
        ][::6]
        return vectors[::3] + pixels + more

    @cached_property
    def surfaces(self) -> list[Path]:
        """Tiles of walls, floors and ground."""
        import skimage

        data = Path(skimage.__file__).parent / "data"
        names = [data / f"{name}.png" for name in ("brick", "grass", "gravel")]
        names += self._find("openarena-textures", ".jpg", ".tga", ".png")
        names += [p for p in self._find("extremetuxracer-data", ".png") if "terrains" in str(p)]
        names += [
            p
            for p in self._find("gnome-backgrounds", ".webp")
            if p.name.startswith(("grid", "licorice", "truchet", "wood"))
        ]
        return [p for p in names if p.exists()]

    @cached_property
    def game_art(self) -> list[Path]:
        """Sprites and sheets of old games, of any size, as they lie in their folders."""
        names = self._find("solarwolf", ".png", ".gif") + self._find("mazeofgalious-data", ".pcx")
        names += self._find("whichwayisup/usr/share/games/whichwayisup/data/pictures", ".png")
        names += self._find("blobwars-data/usr/share/games/blobwars/gfx/sprites", ".png")
        names += self._find("kobodeluxe-data", ".png")
        names += self._find("ceferino-data", ".png") + self._find("tecnoballz-data", ".png")
        names += self._find("seahorse-adventures/usr/share/games/seahorse-adventures/data/images",
                            ".png")  # fmt: skip
        names += self._find("starfighter-data", ".png")
        names += [p for p in self._find("holotz-castle-data", ".tga") if "/theme/" in str(p)]
        bad = re.compile(
            r"font|fuente|planet|light|logo|quit|version|powered|cargando|back|pres_|final",
            re.IGNORECASE,
        )
        return [p for p in names if not bad.search(str(p.relative_to(self.packages)))]

    @cached_property
    def provinces(self) -> list[Path]:
        """Real countries and provinces, each as one filled area, and whole countries parted."""
        names = self._find("gcompris-pictures/geography", ".svgz")
        return names + self._find("gcompris-pictures/geo-country", ".svgz", ".svg")

    @cached_property
    def sprites(self) -> list[Path]:
        """Sheets of 32 x 32 tiles of a role-playing game, and arcade sprites."""
        sheets = [
            p
            for p in self._find("crawl-tiles-data", ".png")
            if p.stat().st_size > 20_000 and not re.search("title|icon", p.name)
        ]
        return sheets + self._find("solarwolf", ".png", ".gif")


def _is_backdrop(file: Path) -> bool:
    """A painted background of a game, large enough to stand alone."""
    name = str(file).lower()
    if re.search("shimmer|vignette|closedeye|backgroundtile", name):
        return False
    return ("/background" in name or "pozadi" in name or name.endswith("-p.png")) and (
        file.stat().st_size > 30_000
    )


def pick(rng: Random, files: list[Path]) -> Path:
    """One of ``files``."""
    return files[rng.randrange(len(files))]


@cache
def _svg_bytes(file: Path) -> bytes:
    data = file.read_bytes()
    if data[:2] == b"\x1f\x8b":
        import gzip

        data = gzip.decompress(data)
    return data


def rasterise(file: Path, side: int) -> Image.Image | None:
    """An SVG as RGBA of about ``side`` pixels; None where it cannot be drawn."""
    data = _svg_bytes(file)
    if len(data) > 400_000:
        return None
    try:
        png = cairosvg.svg2png(bytestring=data, output_width=side)
    except Exception:  # noqa: BLE001  (old drawings raise anything)
        return None
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    return image if image.getbbox() and max(image.size) < 6 * side else None


def open_rgba(file: Path, side: int | None = None) -> Image.Image | None:
    """A picture as RGBA, no larger than twice ``side`` where given; None where it is damaged."""
    if file.suffix in (".svg", ".svgz"):
        return rasterise(file, side or 256)
    try:
        image = Image.open(file)
        if side:
            image.draft("RGB", (side, side))
        image = image.convert("RGBA")
    except Exception:  # noqa: BLE001
        return None
    if side and max(image.size) > 2 * side:
        image.thumbnail((2 * side, 2 * side), Image.Resampling.BILINEAR)
    return image
