namespace Persist.Help;

/// <summary>A page does not follow the template, or says something else than the module. Fails the build.</summary>
internal sealed class HelpException(string file, int line, string what) : Exception($"{file}({line}): {what}");
