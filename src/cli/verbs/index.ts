/** The commands of errata, one file each. */
import type { VerbEntry } from "../verb.ts";

/** Every command, in the order of the help. Its code is loaded when it runs, so that errata starts fast. */
export const verbs: readonly VerbEntry[] = [
  {
    name: "init",
    task: "Start",
    operands: ["[folder]"],
    summary: "Adds a contract, an example route, a test and a CI workflow to a project. Overwrites nothing.",
    example: "errata init",
    load: async () => (await import("./init.ts")).init,
  },
  {
    name: "adopt",
    task: "Start",
    operands: ["[file|folder|url|-]"],
    summary:
      "Turns an existing error reference, or recorded exchanges, into a contract, and lists what they leave open.",
    example: "errata adopt errors.md -o errata.yaml",
    load: async () => (await import("./adopt.ts")).adopt,
  },
  {
    name: "check",
    task: "Check",
    operands: ["<contract|page...>"],
    summary:
      "Checks the quality of contracts and of published pages: names, statuses, retries, texts, details, envelopes, operations, versions.",
    example: "errata check errata.yaml",
    load: async () => (await import("./check.ts")).check,
  },
  {
    name: "diff",
    task: "Check",
    operands: ["<before|range>", "[after|file]"],
    summary: "Compares two versions of a contract, and fails if a change breaks callers.",
    example: "errata diff main:errata.yaml errata.yaml",
    load: async () => (await import("./diff.ts")).diff,
  },
  {
    name: "score",
    task: "Check",
    operands: ["<contract|openapi|page|url>"],
    summary: "Scores how well an API's errors serve people, clients and agents, from 0 to 100. Silence scores 0.",
    example: "errata score openapi.yaml",
    load: async () => (await import("./score.ts")).score,
  },
  {
    name: "coverage",
    task: "Check",
    operands: ["<contract.yaml|json|ts>", "<folder>"],
    summary:
      "Prints the codes that no test has raised. Tests write the folder when ERRATA_COVERAGE names it, see errata/testing.",
    example: "errata coverage contract.yaml coverage/errors",
    load: async () => (await import("./coverage.ts")).coverage,
  },
  {
    name: "reference",
    task: "Publish",
    operands: ["<contract.yaml|json|ts>"],
    summary: "Writes a page for every code and operation, as HTML, Markdown and JSON. The pages work without a server.",
    example: "errata reference contract.yaml --out docs/errors",
    load: async () => (await import("./write-reference.ts")).writeReference,
  },
  {
    name: "openapi",
    task: "Publish",
    operands: ["<contract.yaml|json|ts>"],
    summary: "Writes the errors of every operation as OpenAPI 3.1, or adds them to an existing document.",
    example: "errata openapi contract.yaml -o errors.openapi.json",
    load: async () => (await import("./write-openapi.ts")).writeOpenApi,
  },
  {
    name: "export",
    task: "Publish",
    operands: ["<contract.yaml|json|ts>"],
    summary:
      "Writes a contract as errata.json for any language, with every default filled in and details as JSON Schema.",
    example: "errata export contract.yaml -o errata.json",
    load: async () => (await import("./export-contract.ts")).exportContract,
  },
  {
    name: "generate client",
    task: "Publish",
    operands: ["<contract.yaml|json|ts>"],
    summary: "Writes a TypeScript module for errata/client, with the API's types and the metadata of its codes.",
    example: "errata generate client errata.json -o src/api.ts",
    load: async () => (await import("./generate-client.ts")).generateClient,
  },
  {
    name: "explain",
    task: "Understand",
    operands: ["<contract|url|code|id>", "[code|text|-]"],
    summary:
      "Prints what a code means and what to do. Finds the code in a pasted body, header or log line, and the stored error of a request id.",
    example: "errata explain contract.yaml ORDER_NOT_FOUND",
    load: async () => (await import("./understand/index.ts")).explain,
  },
  {
    name: "tail",
    task: "Understand",
    operands: [],
    summary: "Prints the errors that an API has stored with errata/support, and new ones as they occur.",
    example: "errata tail --code ORDER_NOT_FOUND",
    load: async () => (await import("./understand/index.ts")).tail,
  },
  {
    name: "mcp",
    task: "Understand",
    operands: ["[contract...]"],
    summary: "Answers coding agents' questions about errors, over the Model Context Protocol.",
    example: "errata mcp contract.yaml",
    load: async () => (await import("./understand/index.ts")).mcp,
  },
];
