"""What wrknv makes of the files that are named: the recorded answers are this program's output.

Prints for each file its tasks with what they run, and the command lines that running one comes to. Left out are those of
a task that wrknv cannot run, and where `ws` does more than wrknv 0.4.1: `depends_on` and a task's own `execution_mode`.
Of a file that begins with `# Executed`, each task is run too: `end` has its exit code, what it said, and its lines in the
file `log`, sorted; null where wrknv gives up.
"""

import asyncio
import json
import os
import shlex
import shutil
import sys
import tempfile
from pathlib import Path

from wrknv.tasks.environment import ExecutionEnvironment
from wrknv.tasks.registry import TaskRegistry


def lines(registry, name):
    task, arguments = registry.resolve_task(name)
    if task.depends_on or task.execution_mode != "auto":
        raise ValueError(name)
    if task.is_composite:
        return [line for part in task.run for line in lines(registry, part)]
    command = " ".join([task.run, *map(shlex.quote, arguments)])
    if registry.auto_detect_env:
        environment = ExecutionEnvironment(registry.repo_path, registry.package_name, registry.execution_mode)
        return [environment.prepare_command(command, prefix_override=task.command_prefix)]
    return [f"{task.command_prefix} {command}" if task.command_prefix else command]


def end(registry, name):
    log = Path("log")
    log.unlink(missing_ok=True)
    try:
        result = asyncio.run(registry.run_task(name))
    except Exception:
        return None
    said = result.stdout.replace(os.getcwd(), "HERE")
    logged = sorted(log.read_text().splitlines()) if log.exists() else []
    return {"exit_code": result.exit_code, "stdout": said, "log": logged}


answers = {}
for file in map(Path, sys.argv[1:]):
    with tempfile.TemporaryDirectory() as directory:
        shutil.copy(file, Path(directory, "wrknv.toml"))
        os.chdir(directory)
        registry = TaskRegistry.from_repo(Path(directory))
        tasks = {}
        for name, task in registry.tasks.items():
            try:
                tasks[name] = {"run": task.run, "lines": lines(registry, name)}
            except (ValueError, RecursionError):
                tasks[name] = {"run": task.run, "lines": None}
        if file.read_text().startswith("# Executed"):
            registry.auto_detect_env = False
            for name, task in tasks.items():
                task["end"] = end(registry, name)
        os.chdir("/")
        answers[file.stem] = tasks
print(json.dumps(answers, indent=1, ensure_ascii=False))
