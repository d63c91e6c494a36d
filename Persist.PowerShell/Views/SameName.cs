namespace Persist;

/// <summary>Carries an enum of the engine over to the one of the same member names that users see.</summary>
internal static class SameName
{
    public static TTo To<TTo>(Enum value)
        where TTo : struct, Enum => Enum.Parse<TTo>(value.ToString());
}
