"""Joining the page's modules into one script."""

import pytest

from maps.page import APP_DIR
from maps.script import ScriptError, join_modules


def write(folder, **modules):
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source, encoding="utf-8")
    return folder


def test_modules_stand_after_those_they_import(tmp_path):
    write(
        tmp_path,
        main='import { two } from "./b.js";\nexport function start() { return two(); }\n',
        b='import { one as uno } from "./a.js";\nexport const two = () => uno + 1;\n',
        a="export const one = 1;\n",
    )
    script = join_modules(tmp_path, "main")
    assert script.index("const m_a =") < script.index("const m_b =") < script.index("const m_main =")
    assert "const { one: uno } = m_a;" in script
    assert "return { start };" in script
    assert "import" not in script


def test_a_circle_is_refused(tmp_path):
    write(tmp_path, a='import { b } from "./b.js";\n', b='import { a } from "./a.js";\n')
    with pytest.raises(ScriptError, match="circle") as caught:
        join_modules(tmp_path, "a")
    assert caught.value.value == "a → b → a"


def test_a_missing_module_names_who_asked(tmp_path):
    write(tmp_path, a='import { b } from "./b.js";\n')
    with pytest.raises(ScriptError) as caught:
        join_modules(tmp_path, "a")
    assert (caught.value.value, caught.value.where) == ("b.js", "a.js")


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        "export let x = 1;",
        'import * as b from "./b.js";',
        "export { x };",
        'import "./b.js";',
    ],
)
def test_other_forms_are_refused_rather_than_joined_wrongly(tmp_path, line):
    write(tmp_path, a=f"{line}\n")
    with pytest.raises(ScriptError, match="cannot join"):
        join_modules(tmp_path, "a")


def test_the_page_itself_joins_and_every_module_is_used():
    script = join_modules(APP_DIR, "main")
    # The one that starts a served page stands alone.
    for path in set(APP_DIR.glob("*.js")) - {APP_DIR / "boot.js"}:
        assert f"const m_{path.stem} =" in script, path.name
        assert len(path.read_text(encoding="utf-8").splitlines()) < 500, path.name


def test_modules_of_another_page_are_found_behind_its_own(tmp_path):
    own, shared = tmp_path / "own", tmp_path / "shared"
    own.mkdir()
    shared.mkdir()
    write(
        own, main='import { a } from "./a.js";\nimport { b } from "./b.js";\n', a='export const a = "own";\n'
    )
    write(shared, a='export const a = "shared";\n', b="export const b = 2;\n")
    script = join_modules(own, "main", shared)
    assert 'const a = "own"' in script
    assert '"shared"' not in script
    assert "const b = 2;" in script
