// Lints every OpenAPI document of a folder with Redocly and Spectral, and scores it with Redocly. Prints the results as JSON.
// Usage: node tools/check-documents.mjs <folder>
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import spectralCore from "@stoplight/spectral-core";
import spectralRulesets from "@stoplight/spectral-rulesets";

const folder = process.argv[2];
const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
const documents = files.map((file) => join(folder, file));

const [redocly, spectral, scores] = await Promise.all([
  lintWithRedocly(),
  lintWithSpectral(),
  Promise.all(documents.map(score)),
]);
process.stdout.write(
  JSON.stringify({ redocly, spectral, scores: Object.fromEntries(files.map((file, index) => [file, scores[index]])) }),
);

/** Returns the problems that Redocly finds, one a line. */
async function lintWithRedocly() {
  const config = fileURLToPath(new URL("redocly.yaml", import.meta.url));
  const checkstyle = await runRedocly(
    "lint",
    "lint",
    ...documents,
    "--config",
    config,
    "--format",
    "checkstyle",
    "--max-problems",
    "1000",
  );
  return checkstyle.split("<file ").flatMap((part) => {
    const [, file] = /^name="([^"]*)"/.exec(part) ?? [];
    return (part.match(/<error .*/g) ?? []).map((problem) => `${file} ${problem}`);
  });
}

/** Returns the subscores of a document, from 0 to 1. */
async function score(document) {
  return JSON.parse(await runRedocly(`score-${basename(document)}`, "score", document, "--format", "json")).subscores;
}

/**
 * Runs Redocly, which has no programming interface, and returns its output. It exits before a pipe has taken all of it, so it
 * writes to a file.
 */
async function runRedocly(name, ...args) {
  const program = fileURLToPath(new URL("../node_modules/@redocly/cli/bin/cli.js", import.meta.url));
  const output = join(folder, `${name}.out`);
  const file = openSync(output, "w");
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const redocly = spawn(process.execPath, [program, ...args], { env, stdio: ["ignore", file, "ignore"] });
  closeSync(file);
  await once(redocly, "exit");
  return readFileSync(output, "utf8");
}

/** Returns the problems that Spectral finds, one a line. */
async function lintWithSpectral() {
  const spectral = new spectralCore.Spectral();
  spectral.setRuleset({
    extends: [spectralRulesets.oas],
    rules: {
      // The APIs are examples, which nobody operates.
      "info-contact": "off",
      // The summary of an operation that only reads is complete. A description that repeats it would help nobody.
      "operation-description": "off",
      // As in redocly.yaml.
      "oas3-unused-component": "off",
    },
  });
  const problems = [];
  for (const [index, file] of files.entries()) {
    const results = await spectral.run(JSON.parse(readFileSync(documents[index], "utf8")));
    // Spectral compiles patterns without the flag `u`, which JSON Schema 2020-12 requires, so `\p{L}` matches nothing.
    const right = results.filter(({ message }) => !/must match pattern .*\\p\{/.test(message));
    problems.push(...right.map(({ code, path, message }) => `${file} ${path.join("/")} ${code}: ${message}`));
  }
  return problems;
}
