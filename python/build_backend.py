# SPDX-License-Identifier: Apache-2.0
"""Builds the wheel (PEP 517): the package, build/libgoshawk.so and, where the repository has it, the
default model. It needs nothing but Python; the library is built by CMake where it is missing.
$GOSHAWK_BUILD names another build folder.

The wheel's library still needs the system's libraries (SQLite, curl, ...). tools/build_wheel.sh makes
a wheel that carries those, too, for machines that lack them.
"""
import base64
import hashlib
import os
import re
import subprocess
import sysconfig
import zipfile

try:
    import tomllib
except ImportError:
    import tomli as tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
LIBRARY = os.path.join(os.environ.get("GOSHAWK_BUILD") or os.path.join(ROOT, "build"), "libgoshawk.so")
MODEL = os.path.join(ROOT, "models", "default")


class UnsupportedOperation(Exception):
    """A source distribution is asked for: the sources are the repository."""


def get_requires_for_build_wheel(config_settings=None):
    return []


def get_requires_for_build_editable(config_settings=None):
    return []


def get_requires_for_build_sdist(config_settings=None):
    return []


def build_sdist(sdist_directory, config_settings=None):
    raise UnsupportedOperation("goshawk is built from its repository: pip install ./python")


def project():
    with open(os.path.join(HERE, "pyproject.toml"), "rb") as file:
        return tomllib.load(file)["project"]


def version():
    with open(os.path.join(ROOT, "include", "goshawk.h"), encoding="utf-8") as file:
        return re.search(r'#define GK_VERSION "([^"]+)"', file.read()).group(1)


def metadata():
    about = project()
    lines = ["Metadata-Version: 2.1", f"Name: {about['name']}", f"Version: {version()}",
             f"Summary: {about['description']}", f"License: {about['license']['text']}",
             f"Requires-Python: {about['requires-python']}"]
    lines += [f"Requires-Dist: {needed}" for needed in about["dependencies"]]
    for extra, needs in about["optional-dependencies"].items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f"Requires-Dist: {needed}; extra == '{extra}'" for needed in needs]
    with open(os.path.join(HERE, about["readme"]), encoding="utf-8") as file:
        return "\n".join(lines) + "\nDescription-Content-Type: text/markdown\n\n" + file.read()


def need_library():
    """build/libgoshawk.so, made where it is missing."""
    if os.path.exists(LIBRARY):
        return
    fresh = not os.path.exists(os.path.join(ROOT, "build", "CMakeCache.txt"))
    configure = ["cmake", "--preset", "release"] + (["-DBUILD_TESTING=OFF"] if fresh else [])
    build = ["cmake", "--build", "--preset", "release", "--target", "goshawk_shared"]
    error = None
    try:
        for command in (configure, build):
            subprocess.run(command, cwd=ROOT, check=True)
    except (OSError, subprocess.CalledProcessError) as caught:
        error = caught
    if error or not os.path.exists(LIBRARY):
        raise SystemExit(f"{LIBRARY} is missing and cannot be built ({error or 'other folder'}); run "
                         f"./setup in {ROOT} first: it installs what the build needs")


class Wheel:
    """A wheel being written: files, and the record of their hashes."""

    def __init__(self, folder):
        name = project()["name"]
        platform = re.sub(r"[-.]", "_", sysconfig.get_platform())
        self.tag = f"py3-none-{platform}"
        self.info = f"{name}-{version()}.dist-info"
        self.name = f"{name}-{version()}-{self.tag}.whl"
        self.record = []
        self.zip = zipfile.ZipFile(os.path.join(folder, self.name), "w", zipfile.ZIP_DEFLATED)

    def add(self, name, data):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        self.record.append(f"{name},sha256={digest},{len(data)}")
        entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))  # the same wheel from the same files
        entry.external_attr = 0o100644 << 16
        stored = name.endswith(".safetensors")  # weights hardly become smaller, at great length
        entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        self.zip.writestr(entry, data)

    def add_file(self, name, path):
        with open(path, "rb") as file:
            self.add(name, file.read())

    def add_folder(self, name, folder):
        for at, folders, files in os.walk(folder):
            folders[:] = sorted(f for f in folders if f != "__pycache__")
            for file in sorted(files):
                path = os.path.join(at, file)
                self.add_file(f"{name}/{os.path.relpath(path, folder)}", path)

    def close(self):
        self.add(f"{self.info}/METADATA", metadata().encode())
        self.add(f"{self.info}/WHEEL", ("Wheel-Version: 1.0\nGenerator: goshawk\n"
                                        f"Root-Is-Purelib: false\nTag: {self.tag}\n").encode())
        for name in ("LICENSE", "NOTICE"):
            self.add_file(f"{self.info}/licenses/{name}", os.path.join(ROOT, name))
        record = f"{self.info}/RECORD"
        self.zip.writestr(record, "\n".join(self.record) + f"\n{record},,\n")
        self.zip.close()
        return self.name


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    need_library()
    wheel = Wheel(wheel_directory)
    wheel.add_folder("goshawk", os.path.join(HERE, "goshawk"))
    wheel.add_file("goshawk/libgoshawk.so", LIBRARY)
    if os.path.isdir(MODEL):
        wheel.add_folder("goshawk/model", MODEL)
    return wheel.close()


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    """Python reads this folder itself; goshawk/_library.py finds the library in build/."""
    need_library()
    wheel = Wheel(wheel_directory)
    wheel.add("goshawk.pth", (HERE + "\n").encode())
    return wheel.close()
