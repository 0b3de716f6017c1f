import type { JSX } from "hono/jsx/jsx-runtime";
import { type WebhookGroup, type WebhookParts, webhookGroups } from "../../describe/index.ts";
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
  const { common, groups } = webhookGroups(site.document);
  const hasCommon = common.description !== undefined || common.parameters.length + common.responses.length > 0;
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">Webhooks</h1>
      <p class="title">Requests that the API sends to your endpoint</p>
      {hasCommon ? (
        <Section id="every-event" title="Every event">
          <Parts parts={common} />
        </Section>
      ) : null}
      {groups.map((group, index) => (
        <Section id={`events-${index + 1}`} title={group.title}>
          <Events events={group.events} />
          {group.body.map((table) => (
            <Members table={table} />
          ))}
          <Parts parts={group} />
        </Section>
      ))}
    </Layout>
  );
}

function Events({ events }: Pick<WebhookGroup, "events">): JSX.Element {
  const [only] = events;
  if (events.length === 1)
    return (
      <p>
        <Text text={only?.summary ?? ""} />
      </p>
    );
  return (
    <Table
      head={["Event", "When"]}
      rows={events.map(({ name, summary }) => [<code>{name}</code>, <Text text={summary ?? ""} />])}
    />
  );
}

function Parts({ parts: { description, parameters, responses } }: { readonly parts: WebhookParts }): JSX.Element {
  return (
    <>
      <Prose text={description} level={3} />
      {parameters.map((table) => (
        <Members table={table} />
      ))}
      {responses.length === 0 ? null : (
        <>
          <h3>Your response</h3>
          <Table
            head={["Status", "Meaning"]}
            rows={responses.map((response) => [response.status, <Inline text={response.description} />])}
          />
        </>
      )}
    </>
  );
}
