import type { JSX } from "hono/jsx/jsx-runtime";
import { type Change, changesOf } from "../../overview/index.ts";
import { type Links, operationPath, type Page, type Site } from "../../site.ts";
import { Layout } from "../layout.tsx";
import { Text } from "../markdown.tsx";
import { Section, Table } from "../section.tsx";

interface ChangesPageProps {
  readonly site: Site;
  readonly page: Page;
  readonly links: Links;
}

/** The changes between versions of the contract, for developers who update a client. */
export function ChangesPage({ site, page, links }: ChangesPageProps): JSX.Element {
  const { contract, previous } = site;
  const versions = changesOf(contract, previous);
  const fromStart = [...contract.entries.values()].filter(({ since }) => since === undefined).length;
  return (
    <Layout site={site} page={page} links={links}>
      <h1 class="words">{page.title}</h1>
      <p class="title">
        This is version {contract.version} of {contract.name}, with {contract.entries.size} codes
      </p>
      {versions.map(({ version, changes }) => (
        <Section id={`v${version}`} title={version}>
          <Table
            head={["Change", "Code or operation", "What changed"]}
            rows={changes.map((change) => [
              change.type,
              <Subject change={change} links={links} />,
              <Text text={change.text} />,
            ])}
          />
        </Section>
      ))}
      {previous === undefined ? (
        <p>
          {versions.length === 0 ? "No code was added or deprecated since the first version." : null}{" "}
          {fromStart.toLocaleString("en")} codes exist since the first version.
        </p>
      ) : (
        <p>
          Version {contract.version} is compared with version {previous.version}.
        </p>
      )}
      <p>
        A code never changes its meaning. New codes can be added in any version, so handle codes that you do not know by
        their status.
      </p>
    </Layout>
  );
}

function Subject({
  change: { subject, page },
  links,
}: {
  readonly change: Change;
  readonly links: Links;
}): JSX.Element {
  if (page === "none") return <code>{subject}</code>;
  return (
    <a class="mono" href={links.page(page === "operation" ? operationPath(subject) : subject)}>
      {subject}
    </a>
  );
}
