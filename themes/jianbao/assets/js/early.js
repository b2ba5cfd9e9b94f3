// Applies the reader's settings before the first paint. It is a classic script that blocks, so it does nothing else; the rest
// is in reader.js.
{
  try {
    for (const name of ["colours", "type", "contrast"]) {
      const chosen = localStorage.getItem(`jianbao-${name}`);
      if (chosen) document.documentElement.dataset[name] = chosen;
    }
  } catch {
    // Storage is blocked: the page follows the system's settings.
  }
}
