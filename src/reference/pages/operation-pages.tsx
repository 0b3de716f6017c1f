import type { JSX } from "hono/jsx/jsx-runtime";
import type { AnyContract, Entry, Operation } from "../../contract/index.ts";
import {
  byPrecedence,
  describeOperation,
  groupBy,
  type OperationExample,
  repeatSentence,
  responseHeaders,
  responseText,
  shownRequest,
  statusLine,
} from "../describe/index.ts";
import { type Links, operationPath, type Page, type Site } from "../site.ts";
import { Request, Response } from "./exchange.tsx";
import { Input } from "./input.tsx";
import { Layout } from "./layout.tsx";
import { Prose, Text } from "./markdown.tsx";
import { breakable, CodeLinks, Section, Table } from "./section.tsx";
import { Tabs } from "./tabs.tsx";

interface PageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
}

/** The list of operations, in the groups of the OpenAPI document. */
export function OperationsPage({ site, page, links }: PageProps): JSX.Element {
  const { contract, document } = site;
  const operations = [...contract.operations.values()].map((operation) => {
    const described = describeOperation(document, operation);
    return { operation, tag: described?.tag ?? "", summary: described?.summary ?? operation.summary };
  });
  const groups = [...groupBy(operations, ({ tag }) => tag)];
  const hasPurpose = operations.some(({ summary }) => summary !== undefined);
  const table = (listed: typeof operations): JSX.Element => (
    <Table
      rowsOf="operations"
      head={["Operation", ...(hasPurpose ? ["Purpose"] : []), "Its own codes"]}
      rows={listed.map(({ operation, summary }) => [
        <a class="mono" href={links.page(operationPath(contract, operation.name))}>
          {breakable(operation.name)}
        </a>,
        ...(hasPurpose ? [<Text text={summary ?? ""} />] : []),
        <CodeLinks entries={ownCodes(contract, operation)} links={links} />,
      ])}
    />
  );
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">Operations</h1>
      {operations.length === 0 ? <p>The contract declares no operations.</p> : null}
      {groups.length === 1
        ? table(operations)
        : groups.map(([tag, listed], index) => (
            <Section id={`group-${index + 1}`} title={tag === "" ? "Others" : tag}>
              {table(listed)}
            </Section>
          ))}
    </Layout>
  );
}

/** The page of one operation: its inputs, its outputs, and its codes in the order in which the server checks them. */
export function OperationPage({
  site,
  page,
  links,
  operation,
}: PageProps & { readonly operation: Operation }): JSX.Element {
  const { contract } = site;
  const entries = byPrecedence(contract, operation);
  const isOrdered = contract.precedence.length > 0;
  const described = describeOperation(site.document, operation);
  const summary = described?.summary ?? operation.summary;
  return (
    <Layout site={site} page={page} links={links}>
      <p class="crumb">
        <a href={links.page("operations")}>Operations</a>
      </p>
      <h1>{breakable(operation.name)}</h1>
      {summary === undefined ? null : (
        <p class="title">
          <Text text={summary} />
        </p>
      )}
      <Prose text={described?.description} level={2} />
      <p>{repeatSentence(operation)}</p>
      <Examples contract={contract} examples={site.examples.get(operation.name) ?? []} />
      {described === undefined ? null : <Input described={described} />}
      <Section id="codes" title="Codes">
        {isOrdered ? <p>If several apply, the first one in this list is returned.</p> : null}
        <Table
          head={["Code", "Status", "When"]}
          labelled={["Status"]}
          rows={entries.map(({ code, status, when }) => [
            <a class="mono" href={links.page(code)}>
              {breakable(code)}
            </a>,
            String(status),
            <Text text={when} />,
          ])}
        />
      </Section>
    </Layout>
  );
}

/** Shows recorded requests that succeed, each beside its response. */
function Examples(props: {
  readonly contract: AnyContract;
  readonly examples: readonly OperationExample[];
}): JSX.Element | null {
  const { contract, examples } = props;
  const shown = examples.map(({ exchange }) => {
    const { status } = exchange.response;
    const headers = responseHeaders(exchange.response);
    const response = { statusLine: statusLine(status), headers, body: responseText(exchange.response) };
    return (
      <div class="two">
        <Request request={shownRequest(contract, exchange)} />
        <Response {...response} width={44} />
      </div>
    );
  });
  if (shown.length === 0) return null;
  const tabs = shown.map((content, index) => ({ label: `Example ${index + 1}`, content }));
  return (
    <Section id="example" title="Example">
      {tabs.length === 1 ? shown : <Tabs name="example" legend="Example" tabs={tabs} />}
    </Section>
  );
}

function ownCodes({ entries, always }: AnyContract, { codes }: Operation): readonly Entry[] {
  return codes.filter((code) => !always.includes(code)).flatMap((code) => entries.get(code) ?? []);
}
