import { z } from "zod";
import type { Backend } from "../backend.ts";
import { scribe } from "../contract.ts";
import { must, shortText } from "../fields.ts";
import type { NoteWriter } from "../notes/note-writer.ts";
import { readAccount } from "./account.ts";
import { Template } from "./template.ts";

/** Body of `PUT /v1/account/configuration`. */
export const NewConfiguration = z.strictObject(
  {
    provider: shortText(40).describe(
      "Name of the provider that writes the notes: one of `providers` of `GET /v1/account`.",
    ),
    template: Template.describe("Form of the notes."),
  },
  must("be an object"),
);

/** The note writer and the template of an account. */
export interface Configuration {
  readonly writer: NoteWriter;
  readonly template: Template;
}

/** Stores an account's provider and template. @throws parameter_invalid if the provider is not available here */
export async function configure(
  { store, writers }: Backend,
  accountId: string,
  { provider, template }: z.output<typeof NewConfiguration>,
): Promise<void> {
  if (!writers.has(provider)) {
    const problem = `must be one of ${[...writers.keys()].join(", ")}`;
    throw scribe.error.parameter_invalid({ field: "provider", problem, param: "provider" });
  }
  await store.sql`
    UPDATE scribe_accounts SET provider = ${provider}, template = ${JSON.stringify(template)} WHERE id = ${accountId}`;
}

/** Reads the current configuration of an account. @throws account_invalid if it cannot be used to write notes */
export async function readConfiguration({ store, writers }: Backend, accountId: string): Promise<Configuration> {
  const account = await readAccount(store.sql, accountId);
  const { account_invalid: invalid } = scribe.error;
  if (account?.active !== true) throw invalid({ problem: "inactive" });
  if (account.provider === null) throw invalid({ problem: "no_provider" });
  const writer = writers.get(account.provider);
  if (writer === undefined) throw invalid({ problem: "provider_not_set_up" });
  if (account.template === null) throw invalid({ problem: "no_template" });
  const template = parseTemplate(account.template);
  if (template === undefined) throw invalid({ problem: "bad_template" });
  return { writer, template };
}

/** Parses a stored template; undefined if it is invalid, for example after manual changes. */
export function parseTemplate(json: string): Template | undefined {
  try {
    return Template.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
