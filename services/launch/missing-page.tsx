import type { JSX } from "hono/jsx/jsx-runtime";
import { SiteHeader } from "./site-header.tsx";

/** The page for browsers that ask for one that does not exist. Other clients receive the contract's error. */
export function MissingPage(props: {
  readonly apis: readonly string[];
  /** Way from the address to the root of the site. */
  readonly root: string;
}): JSX.Element {
  const { apis, root } = props;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Page not found · Errata</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={`${root}docs/reference.css`} />
        <link rel="stylesheet" href={`${root}docs/landing.css`} />
        <script defer src={`${root}docs/reference.js`} />
      </head>
      <body data-root={`${root}docs/`}>
        <SiteHeader apis={apis} root={root} />
        <main id="main" class="landing">
          <h1 class="words">Page not found</h1>
          <p class="title">No page has this address.</p>
          <p>
            Paste the response that led you here into the search field: it finds the code. Or open the codes of an API:
          </p>
          <ul>
            {apis.map((name) => (
              <li>
                <a href={`${root}docs/${name}/`}>{name}</a>
              </li>
            ))}
          </ul>
          <p>
            Or read the <a href={`${root}docs/errata/`}>guides</a>.
          </p>
        </main>
      </body>
    </html>
  );
}
