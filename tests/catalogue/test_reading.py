from pathlib import Path

import pytest

from microtask.catalogue import FOLDER, CatalogueError, check_template, load_catalogue
from microtask.catalogue.template import Column, Redundancy
from tests.catalogue.folders import changed, write_template


def test_a_template_has_what_its_folder_says(tmp_path):
    folder = write_template(tmp_path / "fruit")
    [template] = load_catalogue(tmp_path)
    assert (template.id, template.kind, template.title) == ("fruit", "review", "Is it a fruit?")
    assert template.columns == (Column("name", "What it is called", True), Column("colour", "Its colour", False))
    assert template.redundancy == Redundancy(2, 7, 0.95, None)
    assert (template.options, template.scale, template.method) == (["Yes", "No"], None, "auto")
    assert (template.expires_after_minutes, template.median_seconds) == (20, 10)
    assert template.fragment == folder / "task.html"
    assert template.example.question == "Is this a fruit?"


def test_one_faulty_template_keeps_all_from_loading_and_every_fault_of_each_is_told(tmp_path):
    write_template(tmp_path / "good")
    write_template(tmp_path / "late", manifest=changed("min = 2", "min = 0"), fragment="{{ person }}")
    write_template(tmp_path / "early", example={"item": {}}, fragment="<style>")
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(tmp_path)
    lines = refused.value.message.splitlines()
    assert lines[0] == "Some task templates cannot be used."
    assert [line.split(": ")[:2] for line in lines[1:]] == [
        ["early/example.json", "valid"],
        ["early/example.json", "invalid"],
        ["early/example.json", "votes"],
        ["early/task.html", "line 1"],
        ["late/manifest.toml", "redundancy.min"],
        ["late/task.html", "It uses “person”. A fragment sees item, template and answer, and nothing else."],
    ]


def test_files_and_hidden_folders_beside_the_templates_are_left_alone(tmp_path):
    write_template(tmp_path / "fruit")
    (tmp_path / "README.md").write_text("What this is")
    (tmp_path / ".git").mkdir()
    (tmp_path / "__pycache__").mkdir()
    assert len(load_catalogue(tmp_path)) == 1


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CatalogueError, match="There is no such folder"):
        load_catalogue(tmp_path / "nowhere")


def test_a_template_is_checked_under_the_name_of_its_folder(tmp_path, monkeypatch):
    folder = write_template(tmp_path / "fruit", fragment="<style>")
    monkeypatch.chdir(folder)
    assert [str(fault) for fault in check_template(Path())] == ["fruit/task.html: line 1: It has a style. Take it out."]


def test_the_projects_own_templates_are_beside_the_package():
    assert (FOLDER / "review" / "manifest.toml").is_file()
