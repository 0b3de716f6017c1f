import { z } from "zod";
import type { Backend } from "../backend.ts";
import { scribe } from "../contract.ts";
import type { NoteMaker } from "../notes/note-maker.ts";
import { must, shortText } from "../text.ts";
import { readAccount } from "./account.ts";
import { Template } from "./template.ts";

/** Body of `PUT /v1/account/configuration`. */
export const NewConfiguration = z.strictObject({ provider: shortText(40), template: Template }, must("be an object"));

/** What an account's notes are made by, and of. */
export interface Configuration {
  readonly maker: NoteMaker;
  readonly template: Template;
}

/** Sets what makes an account's notes, and what they consist of. @throws parameter_invalid for a provider that is not set up here */
export async function configure(
  { store, makers }: Backend,
  accountId: string,
  { provider, template }: z.output<typeof NewConfiguration>,
): Promise<void> {
  if (!makers.has(provider)) {
    const problem = `must be one of ${[...makers.keys()].join(", ")}`;
    throw scribe.error.parameter_invalid({ field: "provider", problem, param: "provider" });
  }
  await store.sql`
    UPDATE scribe_accounts SET provider = ${provider}, template = ${JSON.stringify(template)} WHERE id = ${accountId}`;
}

/**
 * Reads what makes an account's notes, as it is set now.
 *
 * @throws account_invalid where that is not enough to make one
 */
export async function readConfiguration({ store, makers }: Backend, accountId: string): Promise<Configuration> {
  const account = await readAccount(store.sql, accountId);
  const { account_invalid: unusable } = scribe.error;
  if (account?.active !== true) throw unusable({ problem: "inactive" });
  if (account.provider === null) throw unusable({ problem: "no_provider" });
  const maker = makers.get(account.provider);
  if (maker === undefined) throw unusable({ problem: "provider_not_set_up" });
  if (account.template === null) throw unusable({ problem: "no_template" });
  const { data: template } = Template.safeParse(parse(account.template));
  if (template === undefined) throw unusable({ problem: "bad_template" });
  return { maker, template };
}

/** Gives JSON that an older release may have written; undefined for what is none. */
export function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
