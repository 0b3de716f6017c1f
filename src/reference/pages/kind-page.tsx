import type { JSX } from "hono/jsx/jsx-runtime";
import type { Entry } from "../../contract/index.ts";
import type { Links, Page, Site } from "../site.ts";
import { Layout } from "./layout.tsx";
import { Table } from "./section.tsx";
import { Text } from "./text.tsx";

interface KindPageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
  readonly kind: Entry["kind"];
}

/** The page of one kind: its defaults, and the codes that have it. */
export function KindPage({ site, page, links, kind }: KindPageProps): JSX.Element {
  const entries = [...site.contract.entries.values()].filter((entry) => entry.kind === kind);
  return (
    <Layout site={site} page={page} links={links}>
      <p class="crumb">
        <a href={links.page("")}>{site.contract.name} errors</a> / kind
      </p>
      <h1>{kind}</h1>
      <p class="title">Codes that a program can handle in the same way</p>
      <Table
        head={["Code", "Status", "Retry", "When"]}
        rows={entries.map(({ code, status, retry, when }) => [
          <a class="mono" href={links.page(code)}>
            {code}
          </a>,
          String(status),
          retry,
          <Text text={when} />,
        ])}
      />
    </Layout>
  );
}
