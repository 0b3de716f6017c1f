import type { Json } from "../../contract/index.ts";
import { type OpenApiDocument, openapi } from "../../openapi/index.ts";
import {
  contractFlags,
  editYaml,
  jsonIndent,
  loadReference,
  readContract,
  readOpenApi,
  readRecordings,
} from "../files/index.ts";
import { openOutput, outputFlags } from "../output.ts";
import { CommandError, type Verb } from "../verb.ts";

/** `errata openapi`: describes the errors of an API in OpenAPI 3.1, in a document of its own or within an existing one. */
export const writeOpenApi: Verb = {
  flags: {
    ...outputFlags,
    into: {
      type: "string",
      value: "file",
      help: "existing OpenAPI 3.1 document, in YAML or JSON, that receives the errors",
    },
    recordings: {
      type: "string",
      value: "folder",
      help: "folder with the recorded exchanges, <CODE>.http.json, as examples",
    },
    ...contractFlags,
  },
  examples: [
    "errata openapi contract.yaml --into openapi.yaml -o openapi.yaml",
    "errata openapi contract.yaml --into openapi.yaml -o openapi.yaml --check     # for CI: fails if it is out of date",
  ],
  async run(invocation, terminal) {
    const write = openOutput(invocation, terminal);
    const { into, recordings } = invocation.flags;
    const contract = await readContract(invocation);
    const examples = typeof recordings === "string" ? await recordedExamples(recordings) : {};
    if (typeof into !== "string") {
      await write(`${JSON.stringify(openapi(contract, { examples }).document, null, 2)}\n`);
      return;
    }
    const { text, document: existing } = await readOpenApi(into, "--into");
    const { document, kept } = merged(into, existing, contract, examples);
    for (const pointer of kept)
      terminal.stderr.write(`errata: kept ${into}#${pointer}, which the contract describes too.\n`);
    if (/\.json$/i.test(into) || text.trimStart().startsWith("{")) {
      await write(`${JSON.stringify(document, null, jsonIndent(text))}\n`);
      return;
    }
    await write(editYaml(text, document as Json));
  },
};

function merged(
  file: string,
  into: OpenApiDocument,
  contract: Parameters<typeof openapi>[0],
  examples: Readonly<Record<string, Json>>,
): ReturnType<typeof openapi> {
  try {
    return openapi(contract, { examples, into });
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(`${file}: ${error.message}`);
    throw error;
  }
}

async function recordedExamples(folder: string): Promise<Readonly<Record<string, Json>>> {
  const { recordedBodies } = await loadReference();
  return recordedBodies(await readRecordings(folder));
}
