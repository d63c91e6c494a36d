namespace Persist.Engine.Sqlite;

/// <summary>What is bound to a parameter: text, a whole number, or NULL. Truth values are 0 and 1.</summary>
internal readonly struct SqlValue
{
    private readonly bool _isNumber;

    private SqlValue(string? text) => Text = text;

    private SqlValue(long number) => (Number, _isNumber) = (number, true);

    /// <summary>The text; null when it is none.</summary>
    public string? Text { get; }

    /// <summary>The number, when it is one.</summary>
    public long Number { get; }

    /// <summary>Whether it is NULL.</summary>
    public bool IsNull => Text is null && !_isNumber;

    /// <summary>Whether binding the one after the other would change nothing. Texts are not read for it.</summary>
    public bool IsSame(in SqlValue other) =>
        ReferenceEquals(Text, other.Text) && Number == other.Number && _isNumber == other._isNumber;

    public static implicit operator SqlValue(string? text) => new(text);

    public static implicit operator SqlValue(long number) => new(number);

    public static implicit operator SqlValue(long? number) => number is { } given ? new(given) : default;

    public static implicit operator SqlValue(bool truth) => new(truth ? 1 : 0);

    public static implicit operator SqlValue(bool? truth) => truth is { } given ? given : default(SqlValue);
}
