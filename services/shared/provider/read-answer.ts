import { z } from "zod";
import type { JsonAnswer } from "./json-answer.ts";
import { ProviderFault } from "./provider-fault.ts";

/** The part of a chat completion that counts. Endpoints add members of their own. */
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
 * Reads the answer out of a completion.
 *
 * @throws ProviderFault `nonsense` for what is no whole answer; `refused` where the model or its filter declined
 */
export async function readAnswer<Output>(completion: unknown, json: JsonAnswer<Output> | undefined): Promise<Output> {
  const { data } = Completion.safeParse(completion);
  const choice = data?.choices[0];
  if (choice === undefined) throw nonsense("the body is no chat completion");
  const { message, finish_reason: end } = choice;
  if (message.refusal || end === "content_filter")
    throw new ProviderFault("refused", { status: 200, cause: new Error("the model declined") });
  if (!message.content) throw nonsense("the answer is empty");
  if (end === "length") throw nonsense("the answer is cut at the limit of tokens");
  if (json === undefined) return message.content as Output;
  return await judge(parse(message.content), json);
}

async function judge<Output>(value: unknown, { schema }: JsonAnswer<Output>): Promise<Output> {
  const result = await schema["~standard"].validate(value);
  // Of the issues only their number: their messages and paths may repeat the answer.
  if (result.issues !== undefined)
    throw nonsense(`the answer does not fit the schema (issues: ${result.issues.length})`);
  return (result as { readonly value: Output }).value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(withoutFences(text.trim()));
  } catch {
    throw nonsense("the answer is no JSON");
  }
}

/** Models like to put JSON between fences. */
function withoutFences(text: string): string {
  return text.startsWith("```") && text.endsWith("```") ? text.slice(3, -3).replace(/^json/i, "") : text;
}

function nonsense(why: string): ProviderFault {
  return new ProviderFault("nonsense", { status: 200, cause: new Error(why) });
}
