import type { JsonAnswer } from "./json-answer.ts";

/** Tells the endpoint which JSON to answer: by its schema where there is one, else any object. */
export function answerFormat<Output>({ name, schema }: JsonAnswer<Output>): object {
  const written = schema["~standard"].jsonSchema?.output({ target: "draft-2020-12" });
  if (written === undefined) return { type: "json_object" };
  // Endpoints take the keywords of the schema, and not all of them its dialect.
  const { $schema: _, ...rest } = written;
  return { type: "json_schema", json_schema: { name, strict: true, schema: rest } };
}
