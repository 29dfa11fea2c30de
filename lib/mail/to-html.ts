const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** A simple HTML form of a message: its lines, one link that looks like a button, and a small foot. All text is escaped. */
export function toHtml(message: {
  title: string;
  text: string;
  link: { url: string; label: string };
  foot: { text: string; url: string };
}): string {
  const { title, text, link, foot } = message;
  const lines = text
    .split("\n")
    .map((line) => `<p style="margin:0 0 8px">${escape(line)}</p>`)
    .join("\n");
  return `<!doctype html>
<html lang="en">
<body style="margin:0;padding:24px;font:15px/1.5 system-ui,sans-serif;color:#1c1d22;background:#ffffff">
<h1 style="margin:0 0 16px;font-size:18px">${escape(title)}</h1>
${lines}
<p style="margin:20px 0"><a href="${escape(link.url)}" style="display:inline-block;padding:8px 14px;border-radius:6px;background:#4338ca;color:#ffffff;text-decoration:none">${escape(link.label)}</a></p>
<p style="margin:24px 0 0;font-size:13px;color:#5b5d66">${escape(foot.text)} <a href="${escape(foot.url)}" style="color:#4338ca">${escape(foot.url)}</a></p>
</body>
</html>
`;
}
