import type { StandardSchema } from "errata";
import { z } from "zod";
import { ProviderError } from "./provider-error.ts";

/** A completion in JSON. */
export interface JsonFormat<Output> {
  /** Name for the endpoint: letters, digits, `_` and `-`, at most 64. */
  readonly name: string;
  /** Validates the completion. If it can produce JSON Schema (Zod 4), the model receives that schema too. */
  readonly schema: StandardSchema<Output>;
}

/** Returns the `response_format` of a request: the JSON Schema if there is one, otherwise any JSON object. */
export function responseFormat<Output>({ name, schema }: JsonFormat<Output>): object {
  const jsonSchema = schema["~standard"].jsonSchema?.output({ target: "draft-2020-12" });
  if (jsonSchema === undefined) return { type: "json_object" };
  // Some endpoints reject `$schema`.
  const { $schema: _, ...rest } = jsonSchema;
  return { type: "json_schema", json_schema: { name, strict: true, schema: rest } };
}

/** The members of a chat completion that are used. Endpoints add others. */
const Completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
});

/**
 * Parses a chat completion.
 *
 * @throws ProviderError `invalid_response` if it is incomplete or does not match; `rejected` if the model or its filter declined
 */
export async function parseCompletion<Output>(body: unknown, json: JsonFormat<Output> | undefined): Promise<Output> {
  const { data } = Completion.safeParse(body);
  const choice = data?.choices[0];
  if (choice === undefined) throw invalid("The body is not a chat completion.");
  const { message, finish_reason: end } = choice;
  if (message.refusal || end === "content_filter")
    throw new ProviderError("rejected", { status: 200, cause: new Error("The model declined.") });
  if (!message.content) throw invalid("The completion is empty.");
  if (end === "length") throw invalid("The completion was cut off at the token limit.");
  if (json === undefined) return message.content as Output;
  return await validate(parseJson(message.content), json);
}

async function validate<Output>(value: unknown, { schema }: JsonFormat<Output>): Promise<Output> {
  const result = await schema["~standard"].validate(value);
  // Only the number of issues: their messages and paths may quote the completion.
  if (result.issues !== undefined)
    throw invalid(`The completion does not match the schema (issues: ${result.issues.length}).`);
  return (result as { readonly value: Output }).value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(withoutFences(text.trim()));
  } catch {
    throw invalid("The completion is not JSON.");
  }
}

/** Models often wrap JSON in a Markdown code fence. */
function withoutFences(text: string): string {
  return text.startsWith("```") && text.endsWith("```") ? text.slice(3, -3).replace(/^json/i, "") : text;
}

function invalid(why: string): ProviderError {
  return new ProviderError("invalid_response", { status: 200, cause: new Error(why) });
}
