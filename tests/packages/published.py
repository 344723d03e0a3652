"""What the published metadata of projects says beside what `ws` reads of their sources.

Takes on its standard input what `ws` reads: one JSON object for each project. Prints one for each: what differs, and what
`ws` does not know. The published metadata is the PKG-INFO that the project's own build backend wrote; `packaging` reads it,
`tomllib` the groups of the standard, and poetry-core, where it is installed, those of Poetry.
"""

import itertools
import json
import pathlib
import sys
import tomllib

try:
    from packaging import markers, metadata, requirements, specifiers, utils, version
except ImportError:
    from pip._vendor.packaging import markers, metadata, requirements, specifiers, utils, version

PYTHONS = ["3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14"]
SYSTEMS = [("linux", "Linux", "posix"), ("win32", "Windows", "nt"), ("darwin", "Darwin", "posix")]
ENVIRONMENTS = [
    {
        **markers.default_environment(),
        "python_version": python,
        "python_full_version": python + ".5",
        "implementation_version": python + ".5",
        "sys_platform": system,
        "platform_system": name,
        "os_name": os,
        "implementation_name": "cpython" if interpreter == "CPython" else "pypy",
        "platform_python_implementation": interpreter,
    }
    for python, (system, name, os), interpreter in itertools.product(PYTHONS, SYSTEMS, ["CPython", "PyPy"])
]


def specifier(text):
    """`<2.0` is `<2`."""
    number = text.version
    if text.operator in {"~=", "==="} or number.endswith(".*"):
        return text.operator + number
    return text.operator + utils.canonicalize_version(number)


def plain(requirement):
    extras = ",".join(sorted(utils.canonicalize_name(extra) for extra in requirement.extras))
    wanted = ",".join(sorted(specifier(it) for it in requirement.specifier))
    return f"{utils.canonicalize_name(requirement.name)}[{extras}]{wanted}{requirement.url or ''}"


def applying(texts, extra=""):
    """Which of them apply, by environment."""
    all_of_them = [requirements.Requirement(text) for text in texts]
    return [
        sorted({
            plain(it) for it in all_of_them
            if it.marker is None or it.marker.evaluate({**environment, "extra": extra})
        })
        for environment in ENVIRONMENTS
    ]


def standard_groups(table):
    groups = {utils.canonicalize_name(name): items for name, items in table.get("dependency-groups", {}).items()}

    def expanded(name):
        for item in groups[utils.canonicalize_name(name)]:
            yield from [item] if isinstance(item, str) else expanded(item["include-group"])

    return {name: list(expanded(name)) for name in groups}


def poetry_groups(directory):
    """`None` without poetry-core."""
    try:
        from poetry.core.factory import Factory
    except ImportError:
        return None
    package = Factory().create_poetry(directory).package
    names = [name for name in package.dependency_group_names(include_optional=True) if name != "main"]
    return {
        utils.canonicalize_name(name): [
            it.to_pep_508(with_extras=False) for it in package.dependency_group(name).dependencies
        ]
        for name in names
    }


def of_egg_info(directory):
    """setuptools wrote what is asked for into a file of its own, before it did so in an sdist's PKG-INFO."""
    for file in sorted([*directory.glob("*.egg-info/requires.txt"), *directory.glob("*/*.egg-info/requires.txt")]):
        extra, marker = "", ""
        for line in filter(None, map(str.strip, file.read_text().splitlines())):
            if line.startswith("["):
                extra, _, marker = line[1:-1].partition(":")
                continue
            parts = [f"({marker})"] if marker else []
            parts += [f"extra == '{extra}'"] if extra else []
            yield line + (" ; " + " and ".join(parts) if parts else "")


def allowed(wanted):
    numbers = [f"{major}.{minor}.{patch}" for major, minor in [(2, 7), *((3, it) for it in range(5, 17))] for patch in (0, 99)]
    return [it for it in numbers if specifiers.SpecifierSet(wanted or "").contains(it)]


def judge(read):
    directory = pathlib.Path(read["directory"])
    published, _ = metadata.parse_email((directory / "PKG-INFO").read_bytes())
    different, unknown = [], []

    def compare(what, ours, theirs):
        if ours != theirs:
            different.append(f"{what}: {ours!r}, and published is {theirs!r}")

    def compare_each(what, ours, theirs):
        for environment, one, other in zip(ENVIRONMENTS, ours, theirs):
            if one != other:
                place = f"{environment['python_version']} {environment['sys_platform']}"
                different.append(
                    f"{what} ({place}): only ws {sorted(set(one) - set(other))}, only published {sorted(set(other) - set(one))}"
                )
                return

    compare("problems", read["problems"], [])
    for key, name in [("package", "name"), ("version", "version")]:
        if read[key] is None:
            unknown.append(key)
        elif key == "package":
            compare(key, read[key], utils.canonicalize_name(published[name]))
        else:
            compare(key, str(version.Version(read[key])), str(version.Version(published[name])))
    asked = published.get("requires_dist", []) or list(of_egg_info(directory))
    if read["unknown_dependencies"]:
        unknown.append("dependencies")
    else:
        compare("Python", allowed(read["requires_python"]), allowed(published.get("requires_python")))
        compare_each("runtime", applying(read["runtime"]), applying(asked))
    provided = sorted({utils.canonicalize_name(it) for it in published.get("provides_extra", [])})
    if read["unknown_extras"]:
        unknown.append("extras")
    else:
        compare("extras", sorted(read["extras"]), provided)
    if not read["unknown_dependencies"] and not read["unknown_extras"]:
        for extra in provided:
            # Old backends write an extra as it is spelled.
            spelled = [it for it in published["provides_extra"] if utils.canonicalize_name(it) == extra][0]
            compare_each(extra, applying(read["runtime"] + read["extras"].get(extra, [])), applying(asked, spelled))
    pyproject = directory / "pyproject.toml"
    table = tomllib.loads(pyproject.read_text(encoding="utf-8")) if pyproject.exists() else {}
    tool = table.get("tool", {})
    groups = standard_groups(table)
    for name, items in tool.get("pdm", {}).get("dev-dependencies", {}).items():
        groups.setdefault(utils.canonicalize_name(name), []).extend(items)
    if "dev-dependencies" in tool.get("uv", {}):
        groups.setdefault("dev", []).extend(tool["uv"]["dev-dependencies"])
    of_poetry = poetry_groups(directory) if "poetry" in tool else {}
    if of_poetry is not None:
        # Poetry reads those of the standard too, and writes them in its own way.
        for name, items in of_poetry.items():
            groups.setdefault(name, items)
        compare("groups", sorted(read["groups"]), sorted(groups))
        for name in groups:
            compare_each(f"group {name}", applying(read["groups"].get(name, [])), applying(groups[name]))
    return {"project": directory.name, "different": different, "unknown": unknown}


for line in sys.stdin:
    print(json.dumps(judge(json.loads(line))), flush=True)
