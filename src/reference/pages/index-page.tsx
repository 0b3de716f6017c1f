import type { JSX } from "hono/jsx/jsx-runtime";
import type { Entry } from "../../contract/index.ts";
import { actorNames, adviceFor, indexOf } from "../describe/index.ts";
import type { Links, Page, Site } from "../site.ts";
import { Layout } from "./layout.tsx";
import { Text } from "./markdown.tsx";
import { breakable, Section } from "./section.tsx";

interface IndexPageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
}

/** The index: every code with its status and when it occurs, and filters that the page's script turns on. */
export function IndexPage({ site, page, links }: IndexPageProps): JSX.Element {
  const { contract, about } = site;
  const entries = [...contract.entries.values()];
  const own = entries.filter(({ condition }) => condition === undefined);
  const defaults = entries.filter(({ condition }) => condition !== undefined);
  const grouped = new Set([...site.groups.values()].flat());
  const rest = own.filter(({ code }) => !grouped.has(code));
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">{contract.name} errors</h1>
      <p class="title">{about}</p>
      <Filters entries={entries} site={site} />
      <p class="count" aria-live="polite" data-count>
        {entries.length} codes
      </p>
      {[...site.groups].map(([title, codes], index) => (
        <Section id={`group-${index + 1}`} title={title}>
          <Codes
            caption={title}
            entries={codes.flatMap((code) => contract.entries.get(code) ?? [])}
            site={site}
            links={links}
          />
        </Section>
      ))}
      {rest.length === 0 ? null : site.groups.size === 0 ? (
        <Codes caption="Codes of the API" entries={rest} site={site} links={links} />
      ) : (
        <Section id="other" title="Other codes">
          <Codes caption="Other codes" entries={rest} site={site} links={links} />
        </Section>
      )}
      {defaults.length === 0 ? null : (
        <Section id="protocol" title="Codes of the protocol">
          <p>The server returns these for requests that reach no operation, such as an unknown path.</p>
          <Codes caption="Codes of the protocol" entries={defaults} site={site} links={links} />
        </Section>
      )}
    </Layout>
  );
}

function Codes(props: {
  readonly caption: string;
  readonly entries: readonly Entry[];
  readonly site: Site;
  readonly links: Links;
}): JSX.Element {
  const { caption, entries, site, links } = props;
  return (
    <div class="scroll">
      <table class="codes">
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Code</th>
            <th scope="col">Status</th>
            <th scope="col">When</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr
              data-code={entry.code}
              data-status={entry.status}
              data-kind={entry.kind}
              data-retry={entry.retry}
              data-actor={entry.remedy.actor}
              data-operations={operationsOf(site, entry).join(" ")}
            >
              <th scope="row">
                <a class="mono" href={links.page(entry.code)}>
                  {breakable(entry.code)}
                </a>
              </th>
              <td>{entry.status}</td>
              <td>
                <Text text={entry.when} />
              </td>
              <td>
                <Text text={adviceFor(entry).action} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The page hides them where scripts are off, because they do nothing without one. */
function Filters({ entries, site }: { readonly entries: readonly Entry[]; readonly site: Site }): JSX.Element {
  const choices: readonly (readonly [string, string, readonly (readonly [string, string])[]])[] = [
    ["status", "Status", pairs(entries.map(({ status }) => String(status)))],
    ["kind", "Kind", pairs(entries.map(({ kind }) => kind))],
    ["retry", "Retry", pairs(entries.map(({ retry }) => retry))],
    [
      "actor",
      "Who acts",
      [...new Set(entries.map(({ remedy }) => remedy.actor))].map((actor) => [actor, actorNames[actor]]),
    ],
    ["operation", "Operation", [...site.contract.operations.keys()].map((name) => [name, name])],
  ];
  return (
    <form class="filters" data-filters>
      <label>
        Text
        <input type="search" name="text" autocomplete="off" />
      </label>
      {choices.map(([name, label, values]) =>
        values.length < 2 ? null : (
          <label>
            {label}
            <select name={name}>
              <option value="">Any</option>
              {values.map(([value, text]) => (
                <option value={value}>{text}</option>
              ))}
            </select>
          </label>
        ),
      )}
    </form>
  );
}

function pairs(values: readonly string[]): readonly (readonly [string, string])[] {
  return [...new Set(values)].sort().map((value) => [value, value]);
}

/** Returns the numbers of the operations in the filter, which are shorter than their names. */
function operationsOf({ contract }: Site, { code }: Entry): readonly number[] {
  const { operations, operationNumbers } = indexOf(contract);
  return (operations.get(code) ?? []).map(({ name }) => operationNumbers.get(name) ?? 0);
}
