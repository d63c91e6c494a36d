using System.Globalization;
using System.Management.Automation;
using Persist.Engine.Errors;

namespace Persist.Cmdlets;

/// <summary>
/// What was given as a key. PowerShell would turn any object into text to fill a parameter of strings: a piped store
/// would become the key of its name. So <c>-Key</c> takes objects, and here is decided which of them name an item.
/// </summary>
internal static class GivenKey
{
    /// <summary>What <c>-Key</c> holds when it was not given, to be told from a variable that is null by mistake.</summary>
    public static PSObject[] None { get; } = [];

    /// <summary>The key that an object names: text, a number, a date or a GUID itself; any other object by its property Key.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidKey"/> or <see cref="PersistErrors.NotAKey"/>.</exception>
    public static string Of(PSObject? given)
    {
        var key = TextOf(given) ?? throw PersistErrors.NotAKey.With(given!.BaseObject is PSCustomObject ? "custom object" : given.BaseObject.GetType().Name);
        return key.Length > 0 ? key : throw PersistErrors.InvalidKey.With(key, "it is empty");
    }

    /// <summary>What an object asks for; only a text may be a pattern.</summary>
    /// <inheritdoc cref="Of"/>
    public static WantedKey Wanted(PSObject? given) => new(Of(given), given!.BaseObject is not string);

    /// <summary>The same for each of several.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.InvalidKey"/>: null in place of keys.</exception>
    public static PSObject?[] Each(PSObject?[]? given) => given ?? throw Null();

    private static string? TextOf(PSObject? given) => given?.BaseObject switch
    {
        null => throw Null(),
        string text => text,
        // As it was typed: 007 stays 007.
        char or Enum or Guid or DateTime or DateTimeOffset or DateOnly or TimeOnly => LanguagePrimitives.ConvertTo<string>(given),
        IConvertible and not bool => LanguagePrimitives.ConvertTo<string>(given),
        System.Numerics.BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        _ => given.Properties["Key"]?.Value is { } key && PSObject.AsPSObject(key) is var inner && inner.Properties["Key"] is null
            ? TextOf(inner)
            : null,
    };

    private static PersistException Null() => PersistErrors.InvalidKey.With("", "it is $null; check the variable that it comes from");
}
