using System.Globalization;

namespace Persist.Engine.Errors;

/// <summary>One entry of the error registry: a stable id, its category, and the sentence a person reads.</summary>
/// <param name="Id">Stable identifier, without white space or dynamic parts; documented in <c>docs/errors.md</c>.</param>
/// <param name="Category">What kind of trouble it is.</param>
/// <param name="Template">The message, with <c>{0}</c>-style places: what happened, to what, and what to do next.</param>
/// <param name="IsTransient">True when the same request may succeed later without anybody's doing.</param>
public sealed record PersistError(string Id, PersistErrorCategory Category, string Template, bool IsTransient = false)
{
    /// <summary>Makes the exception for this error.</summary>
    /// <param name="arguments">What fills the places of <see cref="Template"/>.</param>
    public PersistException With(params object?[] arguments) => new(this, Format(arguments), null);

    /// <summary>Makes the exception for this error, keeping what caused it.</summary>
    /// <param name="cause">The underlying failure; its message must be free of secrets.</param>
    /// <param name="arguments">What fills the places of <see cref="Template"/>.</param>
    public PersistException Because(Exception cause, params object?[] arguments) => new(this, Format(arguments), cause);

    private string Format(object?[] arguments) =>
        string.Format(CultureInfo.InvariantCulture, Template, [.. arguments.Select((argument, i) => WithoutFullStop(argument, i))]);

    // The system's and the server's own sentences end with a full stop, and so may the place where they are put.
    private object? WithoutFullStop(object? argument, int place) =>
        argument is string text && Template.Contains($"{{{place}}}.", StringComparison.Ordinal) ? text.TrimEnd('.', ' ', '\r', '\n') : argument;
}
