// What a reader has chosen, set before the page is painted. A classic script that blocks, and so nothing but this:
// the rest is in reader.js.
{
  try {
    for (const name of ["colours", "type", "contrast"]) {
      const chosen = localStorage.getItem(`jianbao-${name}`);
      if (chosen) document.documentElement.dataset[name] = chosen;
    }
  } catch {
    // Storage is forbidden: the page follows the system.
  }
}
