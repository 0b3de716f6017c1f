import type { JSX } from "hono/jsx/jsx-runtime";
import type { AnyContract, Entry, Operation } from "../../contract/index.ts";
import { byPrecedence, describeOperation, repeatSentence } from "../describe/index.ts";
import { type Links, operationPath, type Page, type Site } from "../site.ts";
import { Input } from "./input.tsx";
import { Layout } from "./layout.tsx";
import { Prose } from "./markdown.tsx";
import { CodeLinks, Section, Table } from "./section.tsx";
import { Text } from "./text.tsx";

interface PageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
}

/** The list of operations. */
export function OperationsPage({ site, page, links }: PageProps): JSX.Element {
  const { contract } = site;
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">Operations</h1>
      <Table
        head={["Operation", "Its own codes"]}
        rows={[...contract.operations.values()].map((operation) => [
          <a class="mono" href={links.page(operationPath(operation.name))}>
            {operation.name}
          </a>,
          <CodeLinks entries={ownCodes(contract, operation)} links={links} />,
        ])}
      />
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
      <h1>{operation.name}</h1>
      {summary === undefined ? null : (
        <p class="title">
          <Text text={summary} />
        </p>
      )}
      <Prose text={described?.description} level={2} />
      <p>{repeatSentence(operation)}</p>
      {described === undefined ? null : <Input described={described} />}
      <Section id="codes" title="Codes">
        {isOrdered ? <p>If several apply, the first one in this list is returned.</p> : null}
        <Table
          head={["Code", "Status", "When"]}
          labelled={["Status"]}
          rows={entries.map(({ code, status, when }) => [
            <a class="mono" href={links.page(code)}>
              {code}
            </a>,
            String(status),
            <Text text={when} />,
          ])}
        />
      </Section>
    </Layout>
  );
}

function ownCodes({ entries, always }: AnyContract, { codes }: Operation): readonly Entry[] {
  return codes.filter((code) => !always.includes(code)).flatMap((code) => entries.get(code) ?? []);
}
