import type { JSX } from "hono/jsx/jsx-runtime";
import type { AnyContract, Entry } from "../../../../contract/index.ts";
import { adviceFor } from "../../../../reference/index.ts";
import type { ConsoleContext } from "./context.ts";

/** The answers of the reference: who must act, and whether anything happened, was charged or may be repeated. */
export function Advice({ entry }: { readonly entry: Entry }): JSX.Element {
  const { actor, action, perCause, happened, charged, repeat } = adviceFor(entry);
  const answers = [
    ["Did anything happen?", happened],
    ["Was it charged?", charged],
    ["May it be repeated?", repeat],
  ] as const;
  return (
    <>
      <div class="do">
        <p class="who">{actor === undefined ? "Nobody must act" : `${nameOf(actor)} must act`}</p>
        <p>{action}</p>
        {perCause.map((cause) => (
          <p>
            {cause.when} <b>{nameOf(cause.actor)}:</b> {cause.action}
          </p>
        ))}
      </div>
      <dl class="answers">
        {answers.map(([question, { short, note }]) => (
          <div>
            <dt>{question}</dt>
            <dd>
              {short}
              <small>{note}</small>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** The message of the response in the customer's language. Its values are not stored. */
export function CustomerText(props: {
  readonly context: ConsoleContext;
  readonly known: { readonly contract: AnyContract; readonly entry: Entry };
  readonly language: string;
}): JSX.Element {
  const { context, language } = props;
  const { contract, entry } = props.known;
  const message = contract.formatOf(entry, language, context.formatter)(undefined);
  const { remedy } = entry;
  const isOwn = language.split("-")[0] === contract.language.split("-")[0];
  const text = isOwn && remedy.text !== undefined ? `${message} ${remedy.text}` : message;
  return (
    <section aria-labelledby="customer">
      <h2 id="customer">For the customer ({language})</h2>
      <blockquote lang={language}>
        <p>{text}</p>
        <button type="button" class="quiet waits" data-copy>
          Copy
        </button>
      </blockquote>
      {message.includes("…") ? (
        <p class="source">Values of the message, such as amounts, are not stored. The customer's response has them.</p>
      ) : null}
    </section>
  );
}

/** The reference addresses the customer. Operators read about the customer. */
function nameOf(actor: string): string {
  return actor === "Your program" ? "The customer's program" : actor;
}
