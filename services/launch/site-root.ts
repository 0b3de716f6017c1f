/**
 * Returns the way from a page to the root of the site: `../../`. Links that begin with it work below any path of a proxy.
 *
 * @param pathname path of the page on this server
 */
export function rootFrom(pathname: string): string {
  return "../".repeat(pathname.split("/").length - 2) || "./";
}

/** Returns a link to a path of this server from one of its pages; addresses of other servers and fragments stay as they are. */
export function linkFrom(pathname: string, href: string): string {
  return href.startsWith("/") ? rootFrom(pathname) + href.slice(1) : href;
}
