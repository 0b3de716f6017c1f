import { raw } from "hono/html";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { CodeDescription } from "../describe/index.ts";
import type { Recording } from "../recording.ts";
import type { Links, Site } from "../site.ts";
import { Section } from "./section.tsx";

/** The button that sends the recorded requests to the running API, or the reason why that is not possible. */
export function CauseIt(props: {
  readonly site: Site;
  readonly description: CodeDescription;
  readonly links: Links;
}): JSX.Element | null {
  const { site, description, links } = props;
  const { recording } = description;
  if (site.demoKeys === undefined || recording === undefined) return null;
  const isRaw = recording.exchanges.some(({ request }) => request.raw !== undefined);
  const reason = recording.fault ?? (isRaw ? "Browsers do not send such a request." : undefined);
  const accounts = accountsOf(recording);
  const account = accounts.length === 0 ? "without a key" : `with the key of ${accounts.join(" and ")}`;
  const count = recording.exchanges.reduce((total, { times = 1 }) => total + times, 0);
  return (
    <Section id="cause" title="Cause it now">
      {reason === undefined ? (
        <div class="cause" data-cause>
          <button type="button" disabled>
            {count === 1 ? "Send the request" : `Send ${count.toLocaleString("en")} requests`}
          </button>
          <small>{account}, to this server</small>
          <script type="application/json">{raw(jsonForScript(causeOf(site, recording, links)))}</script>
          <section class="log" aria-live="polite" aria-label="Responses" tabindex={0} />
        </div>
      ) : (
        <p class="note">This code cannot be caused from this page. {reason}</p>
      )}
    </Section>
  );
}

/** Everything that the page's script needs to send the requests. Contains only the keys that they use. */
function causeOf({ apiPath, demoKeys = {} }: Site, recording: Recording, links: Links): object {
  const keys = Object.fromEntries(accountsOf(recording).map((name) => [`key.${name}`, demoKeys[name] ?? ""]));
  const exchanges = recording.exchanges.map(({ response: _, ...exchange }) => exchange);
  return { apiPath: links.outside(apiPath), values: keys, exchanges };
}

function accountsOf(recording: Recording): readonly string[] {
  const names = JSON.stringify(recording.exchanges).matchAll(/\{\{key\.([^}]+)\}\}/g);
  return [...new Set([...names].map(([, name = ""]) => name))];
}

/** Escapes `<`, so that no text can end the script element. */
function jsonForScript(value: object): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
