/** Reads the tab of a page from its address; a tab that is not there is the first. */
export function readTab<const T extends string>(tabs: readonly T[]) {
  return (search: Record<string, unknown>): { tab?: T } => {
    const tab = tabs.find((one) => one === search.tab);
    return tab && tab !== tabs[0] ? { tab } : {};
  };
}
