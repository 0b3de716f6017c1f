import { contract } from "errata";
import { boundary } from "errata/server";
import { pino } from "pino";
import { expect, it } from "vitest";
import { errorLog } from "./error-log.ts";

const jobs = contract({
  name: "jobs",
  version: "1.0.0",
  errors: {
    PDF_NOT_FOUND: { kind: "not_found", when: "The document does not exist.", message: "No such document." },
    BROKEN: { kind: "internal", when: "The server failed.", message: "The server failed." },
  },
  operations: {
    "GET /v1/jobs/{jobId}/documents/{position}": ["PDF_NOT_FOUND", "BROKEN"],
    "GET /v1/pdfs/{pdfId}": ["PDF_NOT_FOUND"],
  },
});

it.each([
  ["a document that is awaited", "/v1/jobs/1/documents/0", "PDF_NOT_FOUND", 20],
  ["another missing document", "/v1/pdfs/1", "PDF_NOT_FOUND", 40],
  ["a failure while a document is awaited", "/v1/jobs/1/documents/0", "BROKEN", 50],
] as const)("logs %s at its level", async (_, path, code, level) => {
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => lines.push(line) });
  const { handle } = boundary(jobs, { record: errorLog(log) });
  await handle(new Request(`http://x${path}`), () => {
    throw jobs.error[code]();
  });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level, code }]);
});
