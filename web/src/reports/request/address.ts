const HOSTS = /^(?:(?:www|m|music)\.)?(?:youtube\.com|youtube-nocookie\.com|youtu\.be)$/i;
const ID = /^[\w-]{11}$/;

/** The id of the video that an address on YouTube names; null when it names none. The server has the last word. */
export function videoIdOf(text: string): string | null {
  const typed = text.trim();
  let url: URL;
  try {
    url = new URL(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`);
  } catch {
    return null;
  }
  if (!HOSTS.test(url.hostname)) return null;
  const parts = url.pathname.split("/").filter(Boolean);
  const id = url.hostname.toLowerCase().endsWith("youtu.be")
    ? parts[0]
    : ["shorts", "live", "embed", "v"].includes(parts[0] ?? "")
      ? parts[1]
      : url.searchParams.get("v");
  return id && ID.test(id) ? id : null;
}
