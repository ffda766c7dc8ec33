/** Words that no variable can be called. */
const RESERVED =
  /^(?:await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|fleet|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/;

/** A variable for an element: `eu1` for `eu-1`, `newTenant` for the tenant `new`. */
export function variableName(name: string, kind = 'the'): string {
  const plain = name.replace(/[^A-Za-z0-9]+(.)?/g, (_, letter: string | undefined) => (letter ?? '').toUpperCase());
  if (/^[A-Za-z]/.test(plain) && !RESERVED.test(plain)) return plain;
  return `${kind}${plain.charAt(0).toUpperCase()}${plain.slice(1)}`;
}
