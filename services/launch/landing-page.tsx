import type { JSX } from "hono/jsx/jsx-runtime";
import type { ApiDemo } from "./demo-file.ts";
import { SiteHeader } from "./site-header.tsx";

interface LandingPageProps {
  readonly demos: readonly ApiDemo[];
  /** Whether the keys of the demo accounts are shown. */
  readonly showsKeys: boolean;
}

/** The page at `/`: the product, three commands to try, and the APIs with their demo keys. */
export function LandingPage({ demos, showsKeys }: LandingPageProps): JSX.Element {
  const codes = demos.reduce((total, { api }) => total + api.contract.codes.length, 0);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Errata</title>
        <link rel="icon" href="data:," />
        <link rel="api-catalog" href="./.well-known/api-catalog" />
        <link rel="alternate" type="text/markdown" href="./llms.txt" />
        <link rel="stylesheet" href="./docs/reference.css" />
        <link rel="stylesheet" href="./docs/landing.css" />
        <script defer src="./docs/reference.js" />
        <script defer src="./docs/landing.js" />
      </head>
      <body data-root="./docs/">
        <SiteHeader apis={demos.map(({ api }) => api.name)} root="./" />
        <main id="main" class="landing">
          <h1 class="words">The failures of an API, as part of its contract</h1>
          <p class="title">
            Five real APIs run on this server. Each returns only the errors that its contract declares, and each of
            their {codes} codes is raised by its real condition. Every code has a page that says what to do, whether
            anything happened, and whether it was charged.
          </p>
          {showsKeys ? <Tries demos={demos} /> : null}
          <p>
            To build your own, start with the <a href="./docs/errata/getting-started">guides</a>. Programs find the APIs
            in the <a href="./.well-known/api-catalog">API catalog</a>, all codes in{" "}
            <a href="./docs/codes.json">codes.json</a> and the addresses of all pages in{" "}
            <a href="./llms.txt">llms.txt</a>.
          </p>
          <h2>APIs</h2>
          <div class="apis">
            {demos.map((demo) => (
              <ApiCard demo={demo} showsKeys={showsKeys} />
            ))}
          </div>
        </main>
      </body>
    </html>
  );
}

function Tries({ demos }: Pick<LandingPageProps, "demos">): JSX.Element {
  const [first] = demos;
  return (
    <>
      <h2>Try it</h2>
      <p>
        Each page of a code has a button that causes it on this server. Or paste one of these commands into a terminal:
      </p>
      {first?.tries.map(({ command, response }) => (
        <figure>
          <figcaption>Returns {response}.</figcaption>
          <pre tabindex={0}>
            <code>{command}</code>
          </pre>
          <button type="button" class="copy" data-copy={command} hidden>
            Copy
          </button>
        </figure>
      ))}
    </>
  );
}

function ApiCard({ demo, showsKeys }: { readonly demo: ApiDemo; readonly showsKeys: boolean }): JSX.Element {
  const { api, credentials } = demo;
  const { name, about, contract } = api;
  return (
    <section class="api" aria-labelledby={`api-${name}`}>
      <h3 id={`api-${name}`}>
        <a href={`./docs/${name}/`}>{name}</a> <i>{about}</i>
      </h3>
      <p class="links">
        <a href={`./docs/${name}/`}>{contract.codes.length} codes</a>
        <a href={`./docs/${name}/operations`}>{contract.operations.size} operations</a>
        <a href={`./${name}/.well-known/errata.json`}>contract</a>
        <a href={`./docs/${name}/openapi.json`}>OpenAPI</a>
        <a href={`./docs/${name}/llms.txt`}>llms.txt</a>
      </p>
      {showsKeys ? (
        <details>
          <summary>{credentials.length} demo keys</summary>
          <dl class="keys">
            {credentials.map(({ name: account, secret, about: state }) => (
              <>
                <dt>
                  {account} <small>{state}</small>
                </dt>
                <dd>
                  <code>{secret}</code>
                  <button type="button" class="copy" data-copy={secret} hidden>
                    Copy
                  </button>
                </dd>
              </>
            ))}
          </dl>
        </details>
      ) : null}
    </section>
  );
}
