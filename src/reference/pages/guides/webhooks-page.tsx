import type { JSX } from "hono/jsx/jsx-runtime";
import { describeWebhooks } from "../../describe/index.ts";
import type { Links, Page, Site } from "../../site.ts";
import { Members } from "../input.tsx";
import { Layout } from "../layout.tsx";
import { Inline, Prose, Text } from "../markdown.tsx";
import { Section, Table } from "../section.tsx";

interface WebhooksPageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
}

/** The requests that the API sends: when, with what, and what the receiver's response means. */
export function WebhooksPage({ site, page, links }: WebhooksPageProps): JSX.Element {
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">Webhooks</h1>
      <p class="title">Requests that the API sends to your endpoint</p>
      {[...describeWebhooks(site.document)].map(([event, { summary, description, request, responses }]) => (
        <Section id={event} title={event}>
          <p>
            <Text text={summary ?? ""} />
          </p>
          <Prose text={description} level={3} />
          {request.map((table) => (
            <Members table={table} />
          ))}
          {responses.length === 0 ? null : (
            <Table
              head={["Your response", "Meaning"]}
              rows={responses.map((response) => [response.status, <Inline text={response.description} />])}
            />
          )}
        </Section>
      ))}
    </Layout>
  );
}
