import type { JSX } from "hono/jsx/jsx-runtime";
import { changesOf } from "../../overview/index.ts";
import { type Links, operationPath, type Page, type Site, type VersionChange } from "../../site.ts";
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
  const { contract, changes: given } = site;
  const versions = changesOf(contract, given);
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
            head={["Effect", "Code or operation", "What changed"]}
            rows={changes.map((change) => [
              change.verdict,
              <Subject change={change} site={site} links={links} />,
              <Text text={change.text} />,
            ])}
          />
        </Section>
      ))}
      <p>
        {versions.length === 0 ? "No code was added or deprecated since the first version." : null}{" "}
        {fromStart.toLocaleString("en")} codes exist since the first version.
      </p>
      <p>
        A code never changes its meaning. New codes can be added in any version, so handle codes that you do not know by
        their status.
      </p>
    </Layout>
  );
}

interface SubjectProps {
  readonly change: VersionChange;
  readonly site: Site;
  readonly links: Links;
}

/** The name of what changed, which is a link if this version still has a page for it. */
function Subject({ change: { subject }, site: { contract }, links }: SubjectProps): JSX.Element {
  const { type, name } = subject;
  const isCode = type === "code" && contract.entries.has(name);
  const isOperation = type === "operation" && contract.operations.has(name);
  if (!isCode && !isOperation) return <code>{name}</code>;
  return (
    <a class="mono" href={links.page(isCode ? name : operationPath(contract, name))}>
      {name}
    </a>
  );
}
