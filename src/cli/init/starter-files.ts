import { existsSync } from "node:fs";
import { join } from "node:path/posix";
import type { Framework, Style } from "./framework.ts";
import type { Project } from "./project.ts";

/** One file to write. */
export interface StarterFile {
  /** Relative to the project's folder. */
  readonly path: string;
  /** The purpose of the file, for the list of what was written. */
  readonly purpose: string;
  readonly text: string;
}

/** Names and texts of the files for a project, and what its user does next. */
interface Starter {
  readonly files: readonly StarterFile[];
  readonly steps: readonly string[];
}

/** Returns the first files of a project: a contract, a route, a test, and a workflow that runs both in CI. */
export function starterFiles(given: Project, framework: Framework): Starter {
  const project = framework.needsTypeScript ? { ...given, isTypeScript: true } : given;
  const isNext = framework.name === "next";
  const source = isNext && !existsSync(join(project.folder, "src", "app")) ? "" : project.source;
  const folder = join(source, "errata");
  const routeFolder = isNext ? join(source, "app", "api", "errata-example", "[exampleId]") : folder;
  const extension = extensionOf(project, framework);
  // Bundlers and CommonJS add the extension themselves; modules of Node need it, as the compiler writes it.
  const ending = isNext || (framework.name === "nest" && !project.isModule) ? "" : `.${extension.replace("ts", "js")}`;
  const style: Style = {
    ts: (text) => (project.isTypeScript ? text : ""),
    path: (file) => `${isNext && file === "contract" ? "../../../../errata" : "."}/${file}${ending}`,
  };
  const routeName = isNext ? "route" : "routes";
  const contractPath = join(folder, `contract.${extension}`);
  const testPath = join(routeFolder, `${routeName}.test.${extension}`);
  const run = testCommand(project, testPath);
  const missing = installation(project, framework);
  return {
    files: [
      {
        path: contractPath,
        purpose: "the errors of your API: two to start with",
        text: contractText(project, framework),
      },
      {
        path: join(routeFolder, `${routeName}.${extension}`),
        purpose: `an example, GET ${framework.prefix}/errata-example/{exampleId}`,
        text: framework.route(style),
      },
      { path: testPath, purpose: "a test of the example's error", text: testText(project, framework, style) },
      {
        path: join(".github", "workflows", "errata.yml"),
        purpose: "checks the contract and runs the test in CI",
        text: workflow(project, contractPath, run),
      },
    ],
    steps: [
      ...(missing === "" ? [] : [`Install what the files import:\n${missing}`]),
      isNext ? framework.use(style) : `Add the errors to your app:\n${usage(framework, style, folder, ending)}`,
      `Run the test, and check the contract:\n${run}\n${project.packages.run} errata check ${contractPath}`,
    ],
  };
}

/** Next compiles every file, and Nest's own files are CommonJS in many projects. */
function extensionOf({ isTypeScript, isModule }: Project, { name }: Framework): string {
  const base = isTypeScript ? "ts" : "js";
  return isModule || name === "next" || name === "nest" ? base : `m${base}`;
}

function contractText({ name, installed, isTypeScript }: Project, { prefix }: Framework): string {
  const usesZod = installed.has("zod") || isTypeScript;
  const details = usesZod
    ? `z.object({ exampleId: z.string().describe("The id in the path.") })`
    : `{
        type: "object",
        properties: { exampleId: { type: "string", description: "The id in the path." } },
        required: ["exampleId"],
        additionalProperties: false,
      }`;
  return `import { contract } from "errata";
${usesZod ? 'import { z } from "zod";\n' : ""}
/** Every error that the API returns. The example shows how to declare one; replace it by your own. */
export const api = contract({
  name: "${name}",
  version: "1.0.0",
  envelope: { error: { code: "$code", message: "$message", details: "$details?", requestId: "$requestId" } },
  errors: {
    EXAMPLE_NOT_FOUND: {
      kind: "not_found",
      when: "No example has the id in the path, or it belongs to another account.",
      message: "Example {exampleId} was not found.",
      remedy: { action: "fix_request", actor: "developer", text: "Send the id of an example that you created." },
      details: ${details},
    },
    INTERNAL_ERROR: {
      kind: "internal",
      when: "The server failed unexpectedly, and the failure has been recorded.",
      message: "Something went wrong on our side.",
    },
  },
  operations: {
    "GET ${prefix}/errata-example/{exampleId}": { summary: "Returns an example.", errors: ["EXAMPLE_NOT_FOUND"] },
  },
  always: ["INTERNAL_ERROR"],
});
`;
}

function testText({ runner }: Project, { test, prefix }: Framework, style: Style): string {
  const { imports, before, response, after } = test(style);
  const runnerImport =
    runner === "vitest"
      ? '{ test } from "vitest"'
      : runner === "jest"
        ? '{ test } from "@jest/globals"'
        : '{ test } from "node:test"';
  return `${imports}
import { expectError } from "errata/testing";
import ${runnerImport};
import { api } from "${style.path("contract")}";

test("GET ${prefix}/errata-example/{exampleId} returns EXAMPLE_NOT_FOUND for an unknown id", async () => {
  ${before}
  const response = await ${response};${after === undefined ? "" : `\n  ${after}`}
  await expectError(api, response, "EXAMPLE_NOT_FOUND", { details: { exampleId: "7" } });
});
`;
}

function testCommand({ runner, isTypeScript, packages }: Project, file: string): string {
  // Shells read brackets as a pattern.
  const path = file.includes("[") ? `"${file}"` : file;
  if (runner === "vitest") return `${packages.run} vitest run ${path}`;
  if (runner === "jest") return `NODE_OPTIONS=--experimental-vm-modules ${packages.run} jest ${path}`;
  return `node ${isTypeScript ? "--import tsx " : ""}--test ${path}`;
}

/** Returns the command that installs what the files import and the project does not have; nothing if it has all. */
function installation({ isTypeScript, installed, runner, packages }: Project, { types = [] }: Framework): string {
  // Errata loads a contract in TypeScript with tsx where Node cannot.
  const needsLoader = runner === "node:test" || !(process.features as { readonly typescript?: unknown }).typescript;
  const needed = ["errata", ...(isTypeScript ? ["zod", ...(needsLoader ? ["tsx"] : []), ...types] : [])];
  const missing = needed.filter((name) => !installed.has(name));
  return missing.length === 0 ? "" : `${packages.add} ${missing.join(" ")}`;
}

function usage({ name, use }: Framework, style: Style, folder: string, ending: string): string {
  const exported = name === "node" ? "errataServer" : name === "nest" ? "ErrorsModule" : "addErrata";
  return `import { ${exported} } from "./${folder.replace(/^src\//, "")}/routes${ending}";\n\n${use(style)}`;
}

/** Node 22 runs a contract in TypeScript without a loader. */
function workflow({ packages }: Project, contract: string, test: string): string {
  return `name: errata
on: [push, pull_request]
permissions:
  contents: read
jobs:
  errors:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: ${packages.install}
      - run: ${packages.run} errata check ${contract}
      - run: ${test}
`;
}
