"""Which classes inherit from one, and which functions a method of a class is."""

from __future__ import annotations

from pathlib import Path

from tests.project.test_types import inference_of

BASES = "class Base:\n    def load(self): ...\n    def save(self): ...\nclass Other: ...\n"
FILES = {
    "shop/__init__.py": "from .bases import Base\n",
    "shop/bases.py": BASES,
    "shop/direct.py": "from .bases import Base as B\nclass Child(B):\n    def load(self): ...\n",
    "shop/further.py": "from shop.direct import Child\nclass Grandchild(Child): ...\n",
    "shop/through.py": "import shop\nclass Sibling(shop.Base): ...\n",
    "shop/namesake.py": "class Base: ...\nclass Stranger(Base): ...\n",
    "shop/holder.py": "from .bases import Base\nclass Holder:\n    base = Base()\n",
}


def subclasses(root: Path, files: dict[str, str], name: str, importer: str) -> set[str]:
    inference = inference_of(root, files)
    found = set()
    for path, index in inference.subclasses_of(name, importer):
        module = inference.project.module(path)
        assert module is not None
        found.add(f"{path}:{module.classes[index].qualname}")
    return found


def test_subclasses_are_found_in_all_files_and_at_every_distance(tmp_path: Path) -> None:
    assert subclasses(tmp_path, FILES, "shop.bases.Base", "shop/bases.py") == {
        "shop/direct.py:Child",
        "shop/further.py:Grandchild",
        "shop/through.py:Sibling",
    }


def test_a_class_that_nobody_inherits_from_has_no_subclasses(tmp_path: Path) -> None:
    assert subclasses(tmp_path, FILES, "shop.bases.Other", "shop/bases.py") == set()
    assert subclasses(tmp_path, FILES, "shop.bases.Nothing", "shop/bases.py") == set()


def test_subclasses_of_a_class_of_the_same_name_are_another_ones(tmp_path: Path) -> None:
    files = {
        f"{place}/lib/{name}": text
        for place in ("one", "two")
        for name, text in (
            ("__init__.py", ""),
            ("bases.py", BASES),
            ("kids.py", f"from lib.bases import Base\nclass Of{place.title()}(Base): ...\n"),
        )
    }
    found = subclasses(tmp_path, files, "lib.bases.Base", "one/lib/bases.py")
    assert found == {"one/lib/kids.py:OfOne"}


def test_a_method_is_its_own_or_inherited(tmp_path: Path) -> None:
    inference = inference_of(tmp_path, FILES)

    def names(cls: str, method: str) -> list[str]:
        return [item.name for item in inference.method(cls, method, "shop/further.py")]

    assert names("shop.further.Grandchild", "load") == ["shop.direct.Child.load"]
    assert names("shop.further.Grandchild", "save") == ["shop.bases.Base.save"]
    assert names("shop.further.Grandchild", "drop") == []
    assert names("shop.nowhere.Class", "load") == []
