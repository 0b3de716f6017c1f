import type { JSX } from "hono/jsx/jsx-runtime";
import type { Operation } from "../../../contract/index.ts";
import { ambiguousOutcome, describeOperation, retryRules } from "../../describe/index.ts";
import { type Links, operationPath, type Page, type Site } from "../../site.ts";
import { Layout } from "../layout.tsx";
import { Text } from "../markdown.tsx";
import { CodeLinks, Section, Table } from "../section.tsx";

interface RetriesPageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
}

/** When a request may be sent again, by code, and which operations accept an idempotency key. */
export function RetriesPage({ site, page, links }: RetriesPageProps): JSX.Element {
  const entries = [...site.contract.entries.values()];
  const keyed = [...site.contract.operations.values()].filter(({ idempotencyKey }) => idempotencyKey);
  const purposeOf = (operation: Operation): string =>
    describeOperation(site.document, operation)?.summary ?? operation.summary ?? "";
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">{page.title}</h1>
      <p class="title">Whether the same request can succeed later</p>
      {retryRules.map(({ retry, title, text }) => {
        const codes = entries.filter((entry) => entry.retry === retry);
        if (codes.length === 0) return null;
        return (
          <Section id={retry} title={title}>
            <p>{text}</p>
            <CodeLinks entries={codes} links={links} />
          </Section>
        );
      })}
      <Section id="ambiguous" title="When the outcome is unknown">
        <p>{ambiguousOutcome}</p>
        <CodeLinks entries={entries.filter(({ effect }) => effect === "unknown")} links={links} />
      </Section>
      <Section id="idempotency" title="Idempotency keys">
        {keyed.length === 0 ? (
          <p>No operation accepts an Idempotency-Key.</p>
        ) : (
          <>
            <p>
              Send a new, random <code>Idempotency-Key</code> with each action, and the same key with each retry of it.
              The server does the work once and repeats its response. These operations accept one:
            </p>
            <Table
              head={["Operation", "Purpose"]}
              rows={keyed.map((operation) => [
                <a class="mono" href={links.page(operationPath(site.contract, operation.name))}>
                  {operation.name}
                </a>,
                <Text text={purposeOf(operation)} />,
              ])}
            />
          </>
        )}
      </Section>
    </Layout>
  );
}
