using System.Collections;
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

    /// <summary>The text of the property that <c>-KeyProperty</c> names; null for one that is empty, or not there.</summary>
    /// <exception cref="PersistException"><see cref="PersistErrors.NotAKey"/>: all lists, and all objects without a text of their own, would be one key.</exception>
    public static string? OfProperty(object? value) => (value is PSObject wrapper ? wrapper.BaseObject : value) switch
    {
        null => null,
        IEnumerable and not string => throw PersistErrors.NotAKey.With(PSObject.AsPSObject(value!).BaseObject.GetType().Name),
        PSCustomObject => throw PersistErrors.NotAKey.With("custom object"),
        var bare => ScalarText(PSObject.AsPSObject(value!)) ?? Convert.ToString(bare, CultureInfo.InvariantCulture),
    };

    private static string? TextOf(PSObject? given) => given?.BaseObject switch
    {
        null => throw Null(),
        bool => null,
        _ => ScalarText(given) ?? (given.Properties["Key"]?.Value is { } key && PSObject.AsPSObject(key) is var inner && inner.Properties["Key"] is null
            ? TextOf(inner)
            : null),
    };

    // The same instant is the same key, whatever the zone, and the order of the keys is that of time: always seven digits.
    private static string? ScalarText(PSObject given) => given.BaseObject switch
    {
        string text => text,
        DateTime { Kind: DateTimeKind.Local } time => ScalarText(PSObject.AsPSObject(time.ToUniversalTime())),
        DateTimeOffset time => ScalarText(PSObject.AsPSObject(time.UtcDateTime)),
        DateTime or DateOnly or TimeOnly => ((IFormattable)given.BaseObject).ToString("o", CultureInfo.InvariantCulture),
        System.Numerics.BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        // As it was typed: 007 stays 007.
        Guid or IConvertible => LanguagePrimitives.ConvertTo<string>(given),
        _ => null,
    };

    private static PersistException Null() => PersistErrors.InvalidKey.With("", "it is $null; check the variable that it comes from");
}
