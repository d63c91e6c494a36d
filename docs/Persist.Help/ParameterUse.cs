namespace Persist.Help;

/// <summary>A parameter in one parameter set.</summary>
/// <param name="Set">The set's name.</param>
/// <param name="IsMandatory">Whether it has to be given.</param>
/// <param name="Position">Its position; null when it goes by name alone.</param>
/// <param name="ByValue">Whether it takes objects from the pipeline.</param>
/// <param name="ByName">Whether it takes properties of objects from the pipeline.</param>
internal sealed record ParameterUse(string Set, bool IsMandatory, int? Position, bool ByValue, bool ByName);
