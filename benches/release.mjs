// @ts-check
// Measures the release build. Imported before anything that looks for the program.

process.env.PROFILE ??= "release";
