import type { JSX } from "hono/jsx/jsx-runtime";
import { ambiguousOutcome, formsOf, retryRules, statusesOf } from "../describe/index.ts";
import type { Links, Page, Site } from "../site.ts";
import { CodeBlock, formatJson } from "./code-block.tsx";
import { Layout } from "./layout.tsx";
import { Section, Table } from "./section.tsx";

interface PageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
}

/** How to read a response: the shape of the body, the statuses and the headers. */
export function ResponsesPage({ site, page, links }: PageProps): JSX.Element {
  const { contract } = site;
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">Read a response</h1>
      <p class="title">Every error has the same shape and a code that never changes</p>
      {formsOf(contract).map(({ mediaType, entries, example }, index, forms) => (
        <Section
          id={`body-${index + 1}`}
          title={forms.length === 1 ? "The body" : `Body ${index + 1} of ${forms.length}`}
        >
          <CodeBlock code={formatJson(JSON.stringify(example))} language="json" />
          <p>
            Sent as <code>{mediaType}</code>
            {forms.length === 1 ? " for every code." : ` for ${entries.length} codes, such as `}
            {forms.length === 1 ? null : <code>{entries[0]?.code}</code>}
            {forms.length === 1 ? "" : "."} Branch on the code, never on the message.
          </p>
        </Section>
      ))}
      <Section id="problem" title="problem+json">
        <p>
          Send <code>Accept: application/problem+json</code> to receive the same error as an RFC 9457 problem.
        </p>
      </Section>
      {contract.languages.length > 1 ? (
        <Section id="languages" title="Languages">
          <p>
            Messages exist in {contract.languages.join(", ")}. Send <code>Accept-Language</code> to choose one. The code
            does not depend on the language.
          </p>
        </Section>
      ) : null}
      <Section id="statuses" title="Statuses">
        <Table
          head={["Status", "Codes"]}
          rows={statusesOf(contract).map(([status, entries]) => [
            String(status),
            entries.map(({ code }, index) => (
              <>
                {index === 0 ? "" : ", "}
                <a class="mono" href={links.page(code)}>
                  {code}
                </a>
              </>
            )),
          ])}
        />
      </Section>
    </Layout>
  );
}

/** When a request may be sent again, by code. */
export function RetriesPage({ site, page, links }: PageProps): JSX.Element {
  const entries = [...site.contract.entries.values()];
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">Retries</h1>
      <p class="title">Whether the same request can succeed later</p>
      {retryRules.map(({ retry, title, text }) => {
        const codes = entries.filter((entry) => entry.retry === retry);
        if (codes.length === 0) return null;
        return (
          <Section id={retry} title={title}>
            <p>{text}</p>
            <p class="list">
              {codes.map(({ code }) => (
                <a class="mono" href={links.page(code)}>
                  {code}
                </a>
              ))}
            </p>
          </Section>
        );
      })}
      <Section id="ambiguous" title="When the outcome is unknown">
        <p>{ambiguousOutcome}</p>
        <p class="list">
          {entries
            .filter(({ effect }) => effect === "unknown")
            .map(({ code }) => (
              <a class="mono" href={links.page(code)}>
                {code}
              </a>
            ))}
        </p>
      </Section>
    </Layout>
  );
}
